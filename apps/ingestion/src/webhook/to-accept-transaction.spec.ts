import { describe, expect, it } from '@jest/globals';

import { toAcceptTransaction, type Receipt } from './to-accept-transaction.js';
import type { TransactionPost } from './transaction-post.js';

const RECEIPT: Receipt = {
  receivedAt: '2026-03-29T10:00:00.000Z',
  source: 'unsigned',
  traceparent: undefined,
  reported: undefined,
  defaultCurrency: 'USD',
};

const SHORT_POST: TransactionPost = {
  transaction_id: 'tx-1',
  source_account: 'acc-1',
  destination_account: 'acc-2',
  amount: '100.5',
  currency: 'USD',
};

const POST: TransactionPost = {
  ...SHORT_POST,
  merchant_id: 'shop-1',
  occurred_at: '2026-03-29T01:30:00+02:00',
};

function read(change: Partial<TransactionPost> = {}, receipt: Partial<Receipt> = {}) {
  return toAcceptTransaction({ ...POST, ...change }, { ...RECEIPT, ...receipt });
}

function transactionOf(reading: ReturnType<typeof read>) {
  if (!reading.ok) throw new Error(reading.violations.map(({ message }) => message).join());
  return reading.command.transaction;
}

function wrongFields(reading: ReturnType<typeof read>): readonly string[] {
  return reading.ok ? [] : reading.violations.map(({ instancePath }) => instancePath);
}

describe('toAcceptTransaction', () => {
  it('given a full post, when read, then its values are canonical and nothing is defaulted', () => {
    expect(transactionOf(read())).toEqual({
      transaction_id: 'tx-1',
      source_account: 'acc-1',
      destination_account: 'acc-2',
      merchant_id: 'shop-1',
      amount_minor: '10050',
      currency: 'USD',
      exponent: 2,
      occurred_at: '2026-03-28T23:30:00Z',
      received_at: '2026-03-29T10:00:00.000Z',
      source: 'unsigned',
    });
  });

  it('given no merchant and no time, when read, then both are filled in and named', () => {
    expect(transactionOf(toAcceptTransaction(SHORT_POST, RECEIPT))).toMatchObject({
      merchant_id: 'acc-2',
      occurred_at: '2026-03-29T10:00:00.000Z',
      defaulted_fields: ['merchant_id', 'occurred_at'],
    });
  });

  it('given an older post with four fields, when read, then accounts and merchant stay null', () => {
    const post = { transaction_id: 'tx-1', amount: 12.5 };
    const reported = { user: 7, status: 'SUCCESS' } as const;
    const transaction = transactionOf(toAcceptTransaction(post, { ...RECEIPT, reported, defaultCurrency: 'KWD' }));
    expect(transaction).toMatchObject({
      source_account: null,
      destination_account: null,
      merchant_id: null,
      user_id: '7',
      user_id_type: 'number',
      amount_minor: '12500',
      currency: 'KWD',
      exponent: 3,
      reported_status: 'SUCCESS',
      defaulted_fields: ['currency', 'occurred_at'],
    });
  });

  it('given an older post whose user is text, when read, then no number is noted', () => {
    const reported = { user: '7', status: 'PENDING' } as const;
    const transaction = transactionOf(read({ user_id: 'someone-else' }, { reported }));
    expect(transaction.user_id).toBe('7');
    expect(transaction).not.toHaveProperty('user_id_type');
  });

  it('given an unknown field named status, when read, then it is no reported status', () => {
    const post: TransactionPost = Object.assign({}, POST, { status: 'FAILED' });
    expect(transactionOf(toAcceptTransaction(post, RECEIPT))).not.toHaveProperty('reported_status');
  });

  it.each([
    ['0.001', 'USD'],
    ['0.5', 'JPY'],
    [0.5, 'JPY'],
    [-0, 'USD'],
    [9007199254740993, 'JPY'],
    [1e300, 'USD'],
    ['999999999999999', 'CLF'],
  ])('given the amount %j %s, when read, then amount is named', (amount, currency) => {
    expect(wrongFields(read({ amount, currency }))).toEqual(['/amount']);
  });

  it('given several wrong values, when read, then all are named', () => {
    const metadata = { note: 'x'.repeat(5_000) };
    expect(wrongFields(read({ amount: '0.001', metadata, occurred_at: '2026-02-30T00:00:00Z' }))).toEqual([
      '/amount',
      '/occurred_at',
      '/metadata',
    ]);
  });

  it('given metadata of exactly 4 KiB, when read, then it is kept as sent', () => {
    const metadata = { note: 'é'.repeat((4_096 - '{"note":""}'.length - 1) / 2) + 'x' };
    expect(Buffer.byteLength(JSON.stringify(metadata))).toBe(4_096);
    expect(transactionOf(read({ metadata })).metadata).toEqual(metadata);
    expect(wrongFields(read({ metadata: { note: `${metadata.note}x` } }))).toEqual(['/metadata']);
  });
});
