import type { Database } from '@app/database';
import { sql } from 'kysely';

/** What the database holds of a read model's generations: schemas, and readers with positions or parked records. */
export async function generationsLeft(database: Database, projection: string): Promise<readonly string[]> {
  const prefix = `${projection.replaceAll('-', '_')}_g`;
  const { rows } = await sql<{ readonly name: string }>`
    SELECT nspname AS name FROM pg_namespace WHERE starts_with(nspname, ${prefix})
    UNION SELECT replace(reader, '-', '_') FROM log_positions WHERE starts_with(replace(reader, '-', '_'), ${prefix})
    UNION SELECT replace(reader, '-', '_') FROM parked_records WHERE starts_with(replace(reader, '-', '_'), ${prefix})
    ORDER BY 1`.execute(database);
  return rows.map(({ name }) => name);
}
