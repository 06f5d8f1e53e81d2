import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { ProjectionFixture } from '../projection.fixture.js';
import { cut, Random, type Placed } from '../random-logs.fixture.js';
import { notificationLog } from './notification-log.projection.js';
import { randomLog } from './random-log.fixture.js';

const TABLES = ['notifications', 'deliveries', 'attempts', 'retries', 'unsent'];
const SEED = Number(process.hrtime.bigint() % 1_000_000n);

describe('notification-log', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.drop());

  it.each([0, 1, 2, 3, 4, 5, 6, 7])(
    `given a random log (seed ${String(SEED)} + %i), when cut into any batches, then the tables are the same and agree`,
    async (add) => {
      const random = new Random(SEED + add);
      const log = randomLog(random, 160);
      const oneByOne = await build(log.map((placed) => [placed]));
      const digest = await oneByOne.digest(TABLES);

      expect(await disagreements(oneByOne.schema)).toEqual([]);
      for (const batches of [[log], ...[3, 10, 50].map((longest) => cut(log, longest, random))]) {
        expect(await (await build(batches)).digest(TABLES)).toBe(digest);
      }
    },
    60_000,
  );

  async function build(batches: readonly (readonly Placed[])[]): Promise<ProjectionFixture> {
    const model = await ProjectionFixture.create(test.database, notificationLog);
    for (const batch of batches) await model.batchOf(batch);
    return model;
  }

  /** Notifications whose status, channels or lists are not what their deliveries come to. */
  async function disagreements(schema: string): Promise<readonly unknown[]> {
    const table = (name: string) => sql.table(`${schema}.${name}`);
    const { rows } = await sql`
      SELECT known.notification_id, known.status, log.*, listed.*
      FROM ${table('notifications')} AS known
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS channels, bool_and(status = 'success') AS all_sent, bool_or(status = 'failed') AS any_failed,
          bool_or(status = 'unknown') AS any_unknown, bool_or(status = 'pending' OR next_attempt_at IS NOT NULL) AS any_left
        FROM ${table('deliveries')} AS log WHERE log.notification_id = known.notification_id
      ) AS log
      CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(status ORDER BY status), '{}') AS lists
        FROM ${table('unsent')} AS listed WHERE listed.notification_id = known.notification_id
      ) AS listed
      WHERE log.channels <> cardinality(known.channels)
        OR known.status <> CASE WHEN all_sent THEN 'sent' WHEN any_failed AND NOT any_left THEN 'failed' ELSE 'pending' END
        OR lists <> array_remove(array_remove(ARRAY[known.status, CASE WHEN any_unknown THEN 'unknown' END], 'sent'), NULL)
        OR (known.completed_at IS NOT NULL AND known.status = 'pending')`.execute(test.database);
    return rows;
  }
});
