import { createTestDatabase, pollUntil, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { createDatabase, type Database } from './create-database.js';

const CONNECTIONS = 4;

// Real PostgreSQL.
describe('createDatabase', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.drop());

  const pidOf = async (database: Database): Promise<number> => {
    const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(database);
    return rows[0]?.pid ?? 0;
  };
  const terminate = (pid: number): Promise<unknown> => sql`SELECT pg_terminate_backend(${pid})`.execute(test.database);

  it('given a pool, when each of its connections is asked, then all have time-outs below the session time-out', async () => {
    const database = createDatabase({ url: test.url, poolSize: CONNECTIONS, applicationName: 'spec' });
    const question = sql<Record<string, string>>`
      SELECT pg_backend_pid() AS pid, current_setting('lock_timeout') AS lock_wait,
        current_setting('idle_in_transaction_session_timeout') AS idle, current_setting('synchronous_commit') AS commit,
        current_setting('timezone') AS zone, pg_sleep(0.1)`;

    const answers = await Promise.all(Array.from({ length: CONNECTIONS }, () => question.execute(database)));

    const rows = answers.flatMap((answer) => answer.rows);
    expect(new Set(rows.map((row) => row['pid'])).size).toBe(CONNECTIONS);
    for (const row of rows) expect(row).toMatchObject({ lock_wait: '3s', idle: '4s', commit: 'on', zone: 'UTC' });
    await database.destroy();
  });

  it('given a pool for derived data, when asked, then its commits do not wait for the disk', async () => {
    const options = { url: test.url, poolSize: 1, applicationName: 'spec', synchronousCommit: 'off' } as const;
    const database = createDatabase(options);

    const { rows } = await sql`SHOW synchronous_commit`.execute(database);

    expect(rows).toEqual([{ synchronous_commit: 'off' }]);
    await database.destroy();
  });

  it('given a server that is not there, when a pool is made, then only its queries fail', async () => {
    const database = createDatabase({ url: 'postgres://u:p@127.0.0.1:1/none', poolSize: 1, applicationName: 'spec' });

    await expect(sql`SELECT 1`.execute(database)).rejects.toThrow('ECONNREFUSED');
    await database.destroy();
  });

  it('given an idle connection, when its backend ends, then it is reported and the next query has a new one', async () => {
    const errors: Error[] = [];
    const onIdleError = (error: Error): unknown => errors.push(error);
    const database = createDatabase({ url: test.url, poolSize: 1, applicationName: 'spec', onIdleError });
    const pid = await pidOf(database);

    await terminate(pid);
    await pollUntil(() => errors.length > 0, { what: 'the broken connection is reported' });

    expect(await pidOf(database)).not.toBe(pid);
    await database.destroy();
  });

  it('given a transaction between two queries, when its backend ends, then the transaction fails and the process lives', async () => {
    const database = createDatabase({ url: test.url, poolSize: 1, applicationName: 'spec' });
    let stopped = 0;

    const transaction = database.transaction().execute(async (it) => {
      stopped = await pidOf(it);
      await terminate(stopped);
      await pollUntil(
        async () =>
          (await sql`SELECT FROM pg_stat_activity WHERE pid = ${stopped}`.execute(test.database)).rows.length === 0,
        { what: 'the backend is gone' },
      );
      await sql`SELECT 1`.execute(it);
    });

    await expect(transaction).rejects.toThrow(/terminat|not queryable/);
    expect(await pidOf(database)).not.toBe(stopped);
    await database.destroy();
  });
});
