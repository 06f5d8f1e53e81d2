import type { Database, DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

/**
 * Runs `work` on one moment of the database. It may write, and sees what it has written; nobody else does, and nothing of
 * it is left, however this ends.
 */
export async function inSnapshot<Result>(
  database: Database,
  work: (snapshot: DatabaseTransaction) => Promise<Result>,
): Promise<Result> {
  const snapshot = await database.startTransaction().setIsolationLevel('repeatable read').execute();
  try {
    // The log is read between two questions to the database, which takes as long as it takes.
    await sql`SET LOCAL idle_in_transaction_session_timeout = 0`.execute(snapshot);
    return await work(snapshot);
  } finally {
    // With a lost connection everything is rolled back anyway; why it was lost matters more.
    await snapshot
      .rollback()
      .execute()
      .catch(() => undefined);
  }
}
