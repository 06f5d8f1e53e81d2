import type { Database } from '@app/database';
import { sql } from 'kysely';

import { RebuildRunningError } from './rebuild.errors.js';

/** A lock of a session that is gone, such as after a failover, is noticed within this time. */
const CHECK_EVERY_MS = 2_000;

/**
 * Runs `work` while this process alone rebuilds the projection. The lock is a connection's, so it ends with the process;
 * when the connection is lost, `signal` says so.
 *
 * @throws RebuildRunningError
 */
export async function whileAlone<Result>(
  database: Database,
  projection: string,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return database.connection().execute(async (connection) => {
    const { rows } = await sql<{ readonly locked: boolean }>`
      SELECT pg_try_advisory_lock(hashtext('tidemark.rebuild'), hashtext(${projection})) AS locked`.execute(connection);
    if (rows[0]?.locked !== true) throw new RebuildRunningError(projection);
    const lost = new AbortController();
    const check = setInterval(() => {
      sql`SELECT 1`.execute(connection).catch((error: unknown) => {
        lost.abort(error);
      });
    }, CHECK_EVERY_MS);
    try {
      return await work(lost.signal);
    } finally {
      clearInterval(check);
      await sql`SELECT pg_advisory_unlock_all()`.execute(connection).catch(() => undefined);
    }
  });
}

/** Whether some process rebuilds the projection now. */
export async function isBeingRebuilt(database: Database, projection: string): Promise<boolean> {
  const { rows } = await sql<{ readonly held: boolean }>`
    SELECT EXISTS (
      SELECT FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND classid::bigint = hashtext('tidemark.rebuild')::bigint & 4294967295
        AND objid::bigint = hashtext(${projection})::bigint & 4294967295
    ) AS held`.execute(database);
  return rows[0]?.held === true;
}
