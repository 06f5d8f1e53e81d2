import type { Database, DatabaseTransaction } from '@app/database';
import { generationOf, readerOf, type Generation } from '@app/projections';
import { sql } from 'kysely';

import { updateGeneration } from './generation-rows.js';

/** Gives a generation up: projectors leave it at their next look. Its tables go with `dropAbandoned`. */
export function abandon(transaction: DatabaseTransaction, generation: Generation): Promise<void> {
  return updateGeneration(transaction, generation, { dropped_at: sql<Date>`now()` });
}

/** Drops the tables, positions and parked records of every generation that was given up. May be repeated. */
export async function dropAbandoned(database: Database, projection: string): Promise<void> {
  const rows = await sql<{ readonly generation: number }>`
    SELECT generation FROM projection_generations
    WHERE projection = ${projection} AND dropped_at IS NOT NULL
      AND EXISTS (SELECT FROM pg_namespace WHERE nspname = schema_name)`.execute(database);
  for (const { generation } of rows.rows) {
    const { schema } = generationOf(projection, generation, '');
    const reader = readerOf({ projection, generation });
    await database.transaction().execute(async (transaction) => {
      await sql`DROP SCHEMA IF EXISTS ${sql.id(schema)} CASCADE`.execute(transaction);
      await transaction.deleteFrom('log_positions').where('reader', '=', reader).execute();
      await transaction.deleteFrom('parked_records').where('reader', '=', reader).execute();
    });
  }
}
