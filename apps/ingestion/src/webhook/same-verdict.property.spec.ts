import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import { validateSync } from 'class-validator';
import fc from 'fast-check';

import { compileBody } from './posted-body.js';
import { REPORTED_TRANSACTION_BODY, ReportedTransactionDto } from './reported-transaction.dto.js';
import { toAcceptTransaction } from './to-accept-transaction.js';
import type { TransactionPost } from './transaction-post.js';
import { TRANSACTION_BODY, TransactionDto } from './transaction.dto.js';

const SEED = 20_260_329;
const RUNS = { seed: SEED, numRuns: 3_000 };

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
type Field = keyof typeof RIGHT;

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

/** Right bodies of which up to two fields were replaced. */
function bodiesOf(required: readonly Field[], optional: readonly Field[]): fc.Arbitrary<object> {
  const fields = [...required, ...optional];
  const right = fc.record(Object.fromEntries(fields.map((field) => [field, RIGHT[field]])), {
    noNullPrototype: true,
    requiredKeys: [...required],
  });
  const changes = fc.array(fc.tuple(fc.constantFrom(...fields), edgy), { maxLength: 2 });
  return fc.tuple(right, changes).map(([body, replaced]) => ({ ...body, ...Object.fromEntries(replaced) }));
}

const ACCOUNTS = ['source_account', 'destination_account'] as const;
const OPTIONAL = ['merchant_id', 'occurred_at', 'metadata'] as const;
const transactions = bodiesOf(['transaction_id', 'amount', 'currency', ...ACCOUNTS], [...OPTIONAL, 'user_id']);
const reported = bodiesOf(['transaction_id', 'amount', 'user', 'status'], [...OPTIONAL, ...ACCOUNTS, 'currency']);

interface Verdicts {
  readonly byClass: boolean;
  readonly byEdge: boolean;
}

function verdictsWith(dto: new () => object, schema: object) {
  const judge = compileBody(schema);
  return (body: object): Verdicts => ({
    byClass: validateSync(Object.assign(new dto(), body)).length === 0,
    byEdge: judge(body) === undefined && toAcceptTransaction(body as TransactionPost, RECEIPT).ok,
  });
}

/** Both verdicts have to occur often: generators that are always wrong would prove nothing. */
function expectSameVerdicts(bodies: fc.Arbitrary<object>, verdictsOf: (body: object) => Verdicts): void {
  let accepted = 0;
  fc.assert(
    fc.property(bodies, (body) => {
      const { byClass, byEdge } = verdictsOf(body);
      if (byEdge) accepted += 1;
      expect(byEdge).toBe(byClass);
    }),
    RUNS,
  );
  expect(accepted).toBeGreaterThan(RUNS.numRuns / 10);
  expect(accepted).toBeLessThan(RUNS.numRuns - RUNS.numRuns / 10);
}

// class-validator never runs in the app: this is what keeps its decorators, and so the documents made of them, honest.
describe(`class-validator and the edge (seed ${String(SEED)})`, () => {
  it('given any transaction, when judged by both, then the verdict is the same', () => {
    expectSameVerdicts(transactions, verdictsWith(TransactionDto, TRANSACTION_BODY));
  });

  it('given any reported transaction, when judged by both, then the verdict is the same', () => {
    expectSameVerdicts(reported, verdictsWith(ReportedTransactionDto, REPORTED_TRANSACTION_BODY));
  });
});
