import type { DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

/** Keeps the tables of a schema from being dropped while a transaction may still have to look at them; it holds up nothing else. */
export async function holdTables(transaction: DatabaseTransaction, schema: string): Promise<void> {
  const { rows } = await sql<{ readonly name: string }>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = ${schema}`.execute(transaction);
  if (rows.length === 0) return;
  const tables = sql.join(rows.map(({ name }) => sql.table(`${schema}.${name}`)));
  await sql`LOCK TABLE ${tables} IN ACCESS SHARE MODE`.execute(transaction);
}
