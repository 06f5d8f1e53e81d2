import { describe, expect, it } from '@jest/globals';

import { ACCEPTED_ANSWER } from './dialect.js';

const STATUS_URL = 'https://read.example/v1/transactions/tx-1';

function answer(dialect: keyof typeof ACCEPTED_ANSWER, body: object = { transaction_id: 'tx-1' }): unknown {
  return JSON.parse(ACCEPTED_ANSWER[dialect]({ transactionId: 'tx-1', statusUrl: STATUS_URL, body }));
}

describe('the answer to an accepted transaction', () => {
  it.each([
    ['tidemark', { message: 'accepted', transaction_id: 'tx-1', status_url: STATUS_URL }],
    ['django', { message: 'accepted', transaction_id: 'tx-1', status_url: STATUS_URL }],
    ['fastapi', { message: 'accepted' }],
    ['flask', { message: 'Webhook received' }],
  ] as const)('given the dialect %s, when answered, then the body is exactly its own', (dialect, expected) => {
    expect(answer(dialect)).toEqual(expected);
  });

  it('given unknown fields, when answered, then tidemark names them and no other dialect does', () => {
    const body = { transaction_id: 'tx-1', status: 'x', extra: { a: 1 }, amount: '1' };
    expect(answer('tidemark', body)).toMatchObject({ ignored_fields: ['status', 'extra'] });
    for (const dialect of ['django', 'fastapi', 'flask'] as const) {
      expect(answer(dialect, body)).not.toHaveProperty('ignored_fields');
    }
  });

  it('given a thousand unknown fields, when answered, then 32 of them are named', () => {
    const body = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`field-${String(at)}`, at]));
    expect(answer('tidemark', body)).toHaveProperty('ignored_fields.length', 32);
  });
});
