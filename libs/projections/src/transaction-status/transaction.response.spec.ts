import { describe, expect, it } from '@jest/globals';

import type { TransactionView } from './transaction-view.js';
import { olderTransactionResponse, TRANSACTION_ANSWER } from './transaction.response.js';

const VIEW: TransactionView = {
  transactionId: 'tx-1',
  sourceAccount: 'acc-1',
  destinationAccount: 'acc-2',
  merchantId: 'm-1',
  userId: null,
  userIdIsNumber: false,
  amountMinor: 1250n,
  currency: 'KWD',
  exponent: 3,
  status: 'PROCESSED',
  occurredAt: '2026-03-29T01:30:00Z',
  receivedAt: '2026-03-29T01:30:05Z',
  processedAt: '2026-03-29T01:30:35Z',
  failureReason: null,
  duplicates: 0,
  conflicts: [],
  metadata: null,
};
const HUGE = { ...VIEW, amountMinor: 9_007_199_254_740_993n, exponent: 2, currency: 'EUR' };

describe('TRANSACTION_ANSWER', () => {
  it.each([
    [1250n, 3, '1.250'],
    [500n, 0, '500'],
    [0n, 2, '0.00'],
    [9_007_199_254_740_993n, 2, '90071992547409.93'],
  ])('given %s minor units of exponent %s, when answered, then the amount is %s', (amountMinor, exponent, amount) => {
    expect(TRANSACTION_ANSWER.tidemark({ ...VIEW, amountMinor, exponent }, {})).toMatchObject({ amount });
  });

  it('given an amount that no double holds, when answered to flask clients, then it is a string', () => {
    expect(TRANSACTION_ANSWER.flask(VIEW, {})).toMatchObject({ amount: 1.25 });
    expect(TRANSACTION_ANSWER.flask(HUGE, {})).toMatchObject({ amount: '90071992547409.93' });
  });

  it.each([
    ['PROCESSING', 'PROCESSING'],
    ['PROCESSED', 'COMPLETED'],
    ['FAILED', 'FAILED'],
  ] as const)('given %s, when answered to fastapi clients, then the word is %s', (status, word) => {
    expect(TRANSACTION_ANSWER.fastapi({ ...VIEW, status }, {})).toMatchObject({ status: word });
  });

  it('given a provisional answer, when made, then it says so beside the fields, and others have no such field', () => {
    const meta = { completeness: 'provisional' as const };

    expect(TRANSACTION_ANSWER.django(VIEW, { meta })).toMatchObject([{ transaction_id: 'tx-1', meta }]);
    expect(TRANSACTION_ANSWER.tidemark(VIEW, {})).not.toHaveProperty('meta');
  });
});

describe('olderTransactionResponse', () => {
  it.each([
    ['PROCESSING', 'PENDING'],
    ['PROCESSED', 'SUCCESS'],
    ['FAILED', 'FAILED'],
  ] as const)('given %s, when answered, then the word is %s', (status, word) => {
    expect(olderTransactionResponse({ ...VIEW, status }).status).toBe(word);
  });

  it.each([
    [null, false, null],
    ['7', true, 7],
    ['7', false, '7'],
    ['ali', false, 'ali'],
  ])(
    'given the user %s, sent as a number: %s, when answered, then it is as it was sent',
    (userId, userIdIsNumber, user) => {
      expect(olderTransactionResponse({ ...VIEW, userId, userIdIsNumber }).user).toBe(user);
    },
  );
});
