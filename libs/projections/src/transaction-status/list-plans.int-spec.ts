import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CompiledQuery, sql, type KyselyPlugin, type PluginTransformQueryArgs } from 'kysely';

import { ProjectionFixture } from '../projection.fixture.js';
import type { ListPlace, TransactionFilters } from './list-transactions.query.js';
import { transactionPage } from './transaction-page.js';
import { transactionStatus } from './transaction-status.projection.js';

const AFTER = { occurredAt: '2026-03-01T00:00:01Z', offset: 17, partition: 3 };

/** All that reads rows which it does not return. */
const WASTEFUL = ['Sort', 'Incremental Sort', 'Seq Scan', 'Bitmap Heap Scan', 'Hash Join', 'Merge Join'];

describe('the plans of lists', () => {
  let test: TestDatabase;
  let model: ProjectionFixture;

  beforeAll(async () => {
    test = await createTestDatabase();
    model = await ProjectionFixture.create(test.database, transactionStatus);
  });
  afterAll(() => test.drop());

  describe.each([
    ['an empty table', 0, false],
    ['20,000 rows without statistics', 20_000, false],
    ['20,000 rows with statistics', 0, true],
  ])('given %s', (_, more, analyze) => {
    beforeAll(async () => {
      if (more > 0) await fill(more);
      if (analyze) await sql`ANALYZE`.execute(test.database);
    }, 30_000);

    it.each<[TransactionFilters, string]>([
      [{}, 'transactions_by_time'],
      [{ from: '2026-03-01T00:00:00Z', to: '2026-03-02T00:00:00Z' }, 'transactions_by_time'],
      [{ status: 'PROCESSED' }, 'transactions_by_time'],
      [{ merchantId: 'm-1' }, 'transactions_by_merchant'],
      [{ merchantId: 'm-1', account: 'acc-1', currency: 'EUR', status: 'FAILED' }, 'transactions_by_merchant'],
      [{ account: 'acc-1' }, 'transactions_by_source, transactions_by_destination'],
      [{ currency: 'EUR' }, 'transactions_by_currency'],
      [{ currency: 'KWD', status: 'PROCESSED' }, 'transactions_by_currency'],
      [{ status: 'FAILED' }, 'unprocessed_pkey, transactions_pkey'],
      [{ status: 'PROCESSING', currency: 'EUR' }, 'unprocessed_pkey, transactions_pkey'],
    ])('when %j is listed, then its index is read in its order, on page 1 and later: %s', async (filters, indexes) => {
      for (const after of [undefined, AFTER]) {
        const plan = await planOf(filters, after);

        expect(plan.nodes.filter((node) => WASTEFUL.includes(node))).toEqual([]);
        expect(plan.indexes.join(', ')).toBe(indexes);
      }
    });
  });

  async function fill(count: number): Promise<void> {
    await sql`
      INSERT INTO ${sql.table(`${model.schema}.transactions`)} (first_event_id, amount_minor, first_offset, occurred_at,
        received_at, partition, exponent, user_id_is_number, transaction_id, status, currency, merchant_id,
        source_account, destination_account)
      SELECT gen_random_uuid(), n, n, timestamptz '2026-03-01Z' + n * interval '1 s', now(), n % 12, 2, false, 'tx-' || n,
        'PROCESSING', CASE WHEN n % 100 = 0 THEN 'KWD' ELSE 'EUR' END, 'm-' || n % 3, 'acc-' || n % 50, 'm-' || n % 3
      FROM generate_series(1, ${count}::int) AS n`.execute(test.database);
    await sql`
      INSERT INTO ${sql.table(`${model.schema}.unprocessed`)} (occurred_at, first_offset, partition, status, transaction_id)
      SELECT occurred_at, first_offset, partition, status, transaction_id
      FROM ${sql.table(`${model.schema}.transactions`)}`.execute(test.database);
  }

  /** The plan of the statement that finds a page, as it is run. */
  function planOf(filters: TransactionFilters, after: ListPlace | undefined): Promise<Plan> {
    const asked: PluginTransformQueryArgs[] = [];
    const recorder: KyselyPlugin = {
      transformQuery: (statement) => {
        asked.push(statement);
        return statement.node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    };
    return test.database
      .withPlugin(recorder)
      .transaction()
      .execute(async (transaction) => {
        await transactionPage(transaction, model.schema, { filters, limit: 50, after });
        const [, page] = asked;
        if (page === undefined) throw new Error('a page is the second statement');
        const compiled = transaction.getExecutor().compileQuery(page.node, page.queryId);
        const { rows } = await transaction.executeQuery(
          CompiledQuery.raw(`EXPLAIN (FORMAT JSON) ${compiled.sql}`, [...compiled.parameters]),
        );
        return { nodes: valuesOf('Node Type', rows), indexes: valuesOf('Index Name', rows) };
      });
  }
});

interface Plan {
  readonly nodes: readonly string[];
  readonly indexes: readonly string[];
}

/** Every text that has this name, anywhere in a plan but in what is asked of each row: its conflicts. */
function valuesOf(name: string, plan: unknown): string[] {
  if (typeof plan !== 'object' || plan === null) return [];
  if ('Parent Relationship' in plan && plan['Parent Relationship'] === 'SubPlan') return [];
  return Object.entries(plan).flatMap(([key, value]: [string, unknown]) =>
    key === name && typeof value === 'string' ? [value] : valuesOf(name, value),
  );
}
