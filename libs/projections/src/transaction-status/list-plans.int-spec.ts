import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { ProjectionFixture } from '../projection.fixture.js';
import type { ListPlace } from '../sql/list-page.js';
import { planOfList, WASTEFUL, type ListPlan } from '../sql/list-plans.fixture.js';
import type { TransactionFilters } from './list-transactions.query.js';
import { transactionPage } from './transaction-page.js';
import { transactionStatus } from './transaction-status.projection.js';

const AFTER = { time: '2026-03-01T00:00:01Z', offset: 17, partition: 3 };

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
    });

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

  function planOf(filters: TransactionFilters, after: ListPlace | undefined): Promise<ListPlan> {
    return planOfList(test.database, (transaction) =>
      transactionPage(transaction, model.schema, { filters, limit: 50, after }),
    );
  }
});
