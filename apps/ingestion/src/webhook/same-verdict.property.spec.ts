import 'reflect-metadata';
import { describe, it } from '@jest/globals';
import fc from 'fast-check';

import { bodiesOf, expectSameVerdicts, SEED, verdictsWith } from '../intake/same-verdict.fixture.js';
import { REPORTED_TRANSACTION_BODY, ReportedTransactionDto } from './reported-transaction.dto.js';
import { toAcceptTransaction } from './to-accept-transaction.js';
import type { TransactionPost } from './transaction-post.js';
import { TRANSACTION_BODY, TransactionDto } from './transaction.dto.js';

// Four decimals: the classes judge an amount without a currency by the loosest rule there is.
const RECEIPT = {
  receivedAt: '2026-03-29T10:00:00.000Z',
  source: 'unsigned',
  traceparent: undefined,
  reported: undefined,
  defaultCurrency: 'CLF',
};

const ids = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/);
const instants = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());
const scalars = fc.oneof(
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);

/** Values that a field takes, whatever the others are. */
const RIGHT = {
  transaction_id: ids,
  source_account: ids,
  destination_account: ids,
  amount: fc.oneof(fc.nat(), fc.nat().map(String)),
  currency: fc.constantFrom('USD', 'EUR', 'JPY', 'KWD', 'CLF', 'IRR'),
  merchant_id: ids,
  user_id: ids,
  user: fc.oneof(ids, fc.nat()),
  status: fc.constantFrom('PENDING', 'SUCCESS', 'FAILED'),
  occurred_at: instants,
  metadata: fc.dictionary(fc.string({ maxLength: 20 }), scalars, { maxKeys: 10 }),
};

/** Values around the edges of what some field takes. */
const edgy = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    {},
    [],
    '',
    ' ',
    '1e3',
    -1,
    -0,
    1.5,
    2 ** 53,
    'tx\n',
    'a\0',
    '\ud800',
    undefined,
  ),
  fc.constantFrom('stream', 'average', 'summary', 'x'.repeat(100), 'x'.repeat(101), 'XXX', 'usd', 'DONE'),
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.stringMatching(/^(0|[1-9]\d{0,15})(\.\d{1,5})?$/),
  fc.double(),
  fc.nat().map((cents) => cents / 100),
  fc.stringMatching(/^20\d\d-(0\d|1[0-3])-[0-3]\d[Tt][0-2]\d:[0-5]\d:[0-6]\d(\.\d{1,7})?([Zz]|[+-]\d\d:\d\d)$/),
  fc.dictionary(fc.string({ unit: 'binary', maxLength: 20 }), scalars, { maxKeys: 40 }),
  fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
  fc.integer({ min: 4_080, max: 4_096 }).map((length) => ({ a: 'x'.repeat(length) })),
  fc.integer({ min: 31, max: 34 }).map((keys) => Object.fromEntries(Array.from({ length: keys }, (_, at) => [at, at]))),
);

const ACCOUNTS = ['source_account', 'destination_account'] as const;
const OPTIONAL = ['merchant_id', 'occurred_at', 'metadata'] as const;
const transactions = bodiesOf(
  RIGHT,
  { required: ['transaction_id', 'amount', 'currency', ...ACCOUNTS], optional: [...OPTIONAL, 'user_id'] },
  edgy,
);
const reported = bodiesOf(
  RIGHT,
  { required: ['transaction_id', 'amount', 'user', 'status'], optional: [...OPTIONAL, ...ACCOUNTS, 'currency'] },
  edgy,
);
const hasRightValues = (body: object): boolean => toAcceptTransaction(body as TransactionPost, RECEIPT).ok;

// class-validator never runs in the app: this is what keeps its decorators, and so the documents made of them, honest.
describe(`class-validator and the edge (seed ${String(SEED)})`, () => {
  it('given any transaction, when judged by both, then the verdict is the same', () => {
    expectSameVerdicts(transactions, verdictsWith(TransactionDto, TRANSACTION_BODY, hasRightValues));
  });

  it('given any reported transaction, when judged by both, then the verdict is the same', () => {
    expectSameVerdicts(reported, verdictsWith(ReportedTransactionDto, REPORTED_TRANSACTION_BODY, hasRightValues));
  });
});
