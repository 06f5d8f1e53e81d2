import { createDatabase, type Database } from '@app/database';
import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { attempted, completed, notificationId, requested } from '../notification-log/notification-events.fixture.js';
import { notificationLog } from '../notification-log/notification-log.projection.js';
import { ProjectionFixture } from '../projection.fixture.js';
import { eventId, failed, processed, received } from '../transaction-status/transaction-events.fixture.js';
import { transactionStatus } from '../transaction-status/transaction-status.projection.js';

const MANY = 300;

describe('rows of what is no longer open', () => {
  let test: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    test = await createTestDatabase();
    // As a projector's, but for its one connection, which knows all that was counted.
    database = createDatabase({ url: test.url, poolSize: 1, applicationName: 'spec', byKeyOnly: true });
  });
  afterAll(async () => {
    await database.destroy();
    await test.drop();
  });

  it('given statistics of transactions from when none was open, when many are settled, then each is looked up by its key', async () => {
    const model = await ProjectionFixture.create(database, transactionStatus);
    const bad = numbered(MANY, (n) => received(eventId(n), { transaction_id: `bad-${String(n)}` }));
    const posts = numbered(MANY, (n) => received(eventId(1_000 + n), { transaction_id: `tx-${String(n)}` }));
    await model.batch(...bad, ...bad.map((post) => failed(post, 'no funds')));
    await analyze(database, model, 'unprocessed');
    await model.batch(...posts);

    const lookups = await lookupsDuring(database, model, 'unprocessed', () =>
      model.batch(...posts.map((post) => processed(post))),
    );
    expect(lookups).toBe(MANY);
    expect(await model.rows('unprocessed')).toHaveLength(MANY);
  });

  it('given statistics of notifications from when hardly any was open, when many are sent, then each is looked up by its key', async () => {
    const model = await ProjectionFixture.create(database, notificationLog);
    const requests = numbered(MANY, (n) =>
      requested(eventId(10 * n), { notification_id: notificationId(n), channels: ['sms'] }),
    );
    const [first, ...others] = requests;
    if (first === undefined) throw new Error('nothing was requested');
    await model.batch(first);
    await analyze(database, model, 'unsent');
    await model.batch(...others);

    const lookups = await lookupsDuring(database, model, 'unsent', () =>
      model.batch(
        ...others.flatMap((request, n) => {
          const sent = attempted(eventId(10 * (n + 2) + 1), request);
          return [sent, completed(sent, 'sent')];
        }),
      ),
    );
    expect(lookups).toBe(MANY - 1);
    expect(await model.rows('unsent')).toHaveLength(1);
  });
});

function numbered<Item>(count: number, item: (n: number) => Item): Item[] {
  return Array.from({ length: count }, (_, n) => item(n + 1));
}

async function analyze(database: Database, { schema }: ProjectionFixture, table: string): Promise<void> {
  await sql`ANALYZE ${sql.table(`${schema}.${table}`)}`.execute(database);
}

/** How often an index of a table was looked into. */
async function lookupsDuring(
  database: Database,
  { schema }: ProjectionFixture,
  table: string,
  work: () => Promise<void>,
): Promise<number> {
  const lookups = async (): Promise<number> => {
    await sql`SELECT pg_stat_force_next_flush()`.execute(database);
    const { rows } = await sql<{ scans: string }>`
      SELECT idx_scan AS scans FROM pg_stat_user_tables WHERE schemaname = ${schema} AND relname = ${table}`.execute(
      database,
    );
    return Number(rows[0]?.scans);
  };
  const before = await lookups();
  await work();
  return (await lookups()) - before;
}
