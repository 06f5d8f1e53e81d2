import type { TransactionReceivedData } from '@app/contracts';
import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { ProjectionFixture } from '../projection.fixture.js';
import type { ListPlace } from '../sql/list-page.js';
import type { TransactionFilters, TransactionPage } from './list-transactions.query.js';
import { conflictDetected, eventId, failed, processed, received } from './transaction-events.fixture.js';
import { transactionPage } from './transaction-page.js';
import { transactionStatus } from './transaction-status.projection.js';

const COUNT = 1_000;

/** Every number gives another combination; seven at a time happen at the same instant. */
function dataOf(n: number): Partial<TransactionReceivedData> & { readonly transaction_id: string } {
  return {
    transaction_id: `tx-${String(n).padStart(4, '0')}`,
    merchant_id: `m-${String(n % 5)}`,
    source_account: `acc-${String(n % 7)}`,
    destination_account: `acc-${String(n % 11)}`,
    currency: n % 3 === 0 ? 'KWD' : 'EUR',
    occurred_at: new Date(Date.UTC(2026, 2, 1) + Math.floor(n / 7) * 1_000).toISOString(),
  };
}

const POSTS = Array.from({ length: COUNT }, (_, n) => received(eventId(n + 1), dataOf(n)));
const statusOf = (n: number): string => (n % 4 === 0 ? 'PROCESSING' : n % 4 === 1 ? 'FAILED' : 'PROCESSED');

describe('transactionPage', () => {
  let test: TestDatabase;
  let model: ProjectionFixture;

  beforeAll(async () => {
    test = await createTestDatabase();
    model = await ProjectionFixture.create(test.database, transactionStatus);
    await model.batchOf(POSTS.map((post, n) => [n % 3, post]));
    const outcomes = POSTS.flatMap((post, n) =>
      statusOf(n) === 'PROCESSING' ? [] : [[n % 3, n % 4 === 1 ? failed(post, 'no funds') : processed(post)] as const],
    );
    await model.batchOf(outcomes);
  });
  afterAll(() => test.drop());

  it.each<[string, TransactionFilters, (n: number) => boolean]>([
    ['all', {}, () => true],
    ['a merchant', { merchantId: 'm-3' }, (n) => n % 5 === 3],
    ['an account, on either side or both', { account: 'acc-3' }, (n) => n % 7 === 3 || n % 11 === 3],
    ['a currency', { currency: 'KWD' }, (n) => n % 3 === 0],
    ['those in process', { status: 'PROCESSING' }, (n) => n % 4 === 0],
    ['those that failed', { status: 'FAILED' }, (n) => n % 4 === 1],
    ['those processed', { status: 'PROCESSED' }, (n) => n % 4 > 1],
    [
      'an account of a merchant',
      { merchantId: 'm-3', account: 'acc-3' },
      (n) => n % 5 === 3 && (n % 7 === 3 || n % 11 === 3),
    ],
    ['failed ones of a currency', { status: 'FAILED', currency: 'KWD' }, (n) => n % 4 === 1 && n % 3 === 0],
    ['a time, half-open', { from: '2026-03-01T00:00:10Z', to: '2026-03-01T00:00:20Z' }, (n) => n >= 70 && n < 140],
    [
      'everything at once',
      { merchantId: 'm-3', account: 'acc-3', currency: 'EUR', status: 'PROCESSED', from: '2026-03-01T00:00:10Z' },
      (n) => n % 5 === 3 && (n % 7 === 3 || n % 11 === 3) && n % 3 !== 0 && n % 4 > 1 && n >= 70,
    ],
    ['what nobody has', { merchantId: 'nobody' }, () => false],
  ])(
    'given %s, when read in pages of any size, then each is there once, newest first',
    async (_, filters, isListed) => {
      const expected = POSTS.filter((_post, n) => isListed(n)).map(({ data }) => data.transaction_id);
      for (const limit of [13, 500]) {
        const items = await walk(filters, limit);
        expect(items.map(({ transactionId }) => transactionId).toSorted()).toEqual(expected);
        const times = items.map(({ occurredAt }) => occurredAt);
        expect(times).toEqual(times.toSorted().toReversed());
      }
    },
  );

  it('given a page, when read, then its items are whole', async () => {
    const other = received(eventId(5_000), { ...dataOf(1), amount_minor: '1' });
    const fields = [{ field: 'amount', first: '100.50', now: '0.01' }];
    const [, first] = POSTS;
    if (first === undefined) throw new Error('there are posts');
    await model.batchOf([
      [1, other],
      [1, conflictDetected(first, other, fields)],
    ]);

    const { items } = await read({ to: '2026-03-01T00:00:01Z', status: 'FAILED' }, 10);
    expect(items.find(({ transactionId }) => transactionId === 'tx-0001')).toMatchObject({
      status: 'FAILED',
      failureReason: 'no funds',
      amountMinor: 10050n,
      conflicts: [{ conflictingFields: fields }],
    });
  });

  it('given filters that few of many rows pass, when read, then the page is short and leads on to the end', async () => {
    await sql`
      INSERT INTO ${sql.table(`${model.schema}.transactions`)} (first_event_id, amount_minor, first_offset, occurred_at,
        received_at, partition, exponent, user_id_is_number, transaction_id, status, currency, merchant_id)
      SELECT gen_random_uuid(), n, 10000 + n, '2026-04-02Z', now(), 5, 2, false, 'many-' || n, 'PROCESSING',
        CASE WHEN n IN (1, 30000) THEN 'KWD' ELSE 'EUR' END, 'm-many'
      FROM generate_series(1, 30000) AS n`.execute(test.database);

    const page = await read({ merchantId: 'm-many', currency: 'KWD' }, 50);
    expect(page.items).toHaveLength(1);
    expect(page.next).toBeDefined();
    expect(await walk({ merchantId: 'm-many', currency: 'KWD' }, 50)).toHaveLength(2);

    await sql`
      INSERT INTO ${sql.table(`${model.schema}.unprocessed`)} (occurred_at, first_offset, partition, status, transaction_id)
      SELECT occurred_at, first_offset, partition, status, transaction_id
      FROM ${sql.table(`${model.schema}.transactions`)} WHERE merchant_id = 'm-many'`.execute(test.database);
    const open = { status: 'PROCESSING', currency: 'KWD', from: '2026-04-01T00:00:00Z' } as const;
    expect((await read(open, 50)).items).toHaveLength(1);
    expect(await walk(open, 50)).toHaveLength(2);
  });

  async function walk(filters: TransactionFilters, limit: number): Promise<TransactionPage['items']> {
    const items: TransactionPage['items'][number][] = [];
    let after: ListPlace | undefined;
    do {
      const page = await read(filters, limit, after);
      expect(page.items.length).toBeLessThanOrEqual(limit);
      items.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    return items;
  }

  function read(filters: TransactionFilters, limit: number, after?: ListPlace): Promise<TransactionPage> {
    return test.database
      .transaction()
      .execute((transaction) => transactionPage(transaction, model.schema, { filters, limit, after }));
  }
});
