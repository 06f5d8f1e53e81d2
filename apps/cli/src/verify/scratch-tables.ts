import type { DatabaseTransaction } from '@app/database';
import { runStatements, type Generation, type Projection } from '@app/projections';
import { sql } from 'kysely';

/** PostgreSQL's name for the session's own schema of temporary tables, whatever that is really called. */
const OWN_SCHEMA = 'pg_temp';

/**
 * Makes a projection's tables anew, empty, for as long as `work` runs. They are temporary tables: nobody else sees them,
 * nothing of them goes into the write-ahead log, and PostgreSQL removes them wherever it or this process is killed.
 *
 * @param work is given the name of their schema as the catalog has it, too
 */
export async function withScratchTables<Result>(
  transaction: DatabaseTransaction,
  projection: Projection,
  like: Generation,
  work: (scratch: Generation, schema: string) => Promise<Result>,
): Promise<Result> {
  await sql`SAVEPOINT scratch_tables`.execute(transaction);
  try {
    await runStatements(transaction, projection.tables(OWN_SCHEMA));
    return await work({ ...like, schema: OWN_SCHEMA }, await nameOfOwnSchema(transaction));
  } finally {
    await sql`ROLLBACK TO SAVEPOINT scratch_tables`.execute(transaction);
  }
}

async function nameOfOwnSchema(transaction: DatabaseTransaction): Promise<string> {
  const { rows } = await sql<{ readonly name: string }>`
    SELECT nspname AS name FROM pg_namespace WHERE oid = pg_my_temp_schema()`.execute(transaction);
  const [schema] = rows;
  if (schema === undefined) throw new Error('the projection has made no table');
  return schema.name;
}
