import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { ProjectionFixture } from '../projection.fixture.js';
import { eventId, failed, processed, received } from './transaction-events.fixture.js';
import { transactionStatus } from './transaction-status.projection.js';

describe('what is not processed', () => {
  let test: TestDatabase;
  let model: ProjectionFixture;
  const open = received(eventId(1), { transaction_id: 'tx-open' });
  const good = received(eventId(2), { transaction_id: 'tx-good' });
  const bad = received(eventId(3), { transaction_id: 'tx-bad' });

  beforeAll(async () => {
    test = await createTestDatabase({ poolSize: 1 });
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    model = await ProjectionFixture.create(test.database, transactionStatus);
  });

  it.each([
    ['in one batch', 5],
    ['in two', 3],
    ['one by one', 1],
  ])('given posts and outcomes, when applied %s, then the open and the failed one are noted', async (_, size) => {
    const events = [open, good, bad, processed(good), failed(bad, 'no funds')];
    for (let at = 0; at < events.length; at += size) await model.batch(...events.slice(at, at + size));

    expect(await model.rows('unprocessed')).toEqual([
      {
        occurred_at: new Date('2026-03-29T01:30:00.123Z'),
        first_offset: '0',
        partition: 0,
        status: 'PROCESSING',
        transaction_id: 'tx-open',
      },
      {
        occurred_at: new Date('2026-03-29T01:30:00.123Z'),
        first_offset: '2',
        partition: 0,
        status: 'FAILED',
        transaction_id: 'tx-bad',
      },
    ]);
  });

  it('given outcomes, when applied, then no index is touched: each row finds room on its page', async () => {
    const posts = Array.from({ length: 100 }, (_, n) => received(eventId(n + 1), { transaction_id: eventId(n) }));
    await model.batch(...posts);
    await model.batch(...posts.map((post) => processed(post)));

    // The one connection has counted both batches.
    await sql`SELECT pg_stat_force_next_flush()`.execute(test.database);
    const { rows } = await sql<{ updates: string; hot: string }>`
      SELECT n_tup_upd AS updates, n_tup_hot_upd AS hot FROM pg_stat_user_tables
      WHERE schemaname = ${model.schema} AND relname = 'transactions'`.execute(test.database);
    expect(rows).toMatchObject([{ updates: '100', hot: '100' }]);
  });
});
