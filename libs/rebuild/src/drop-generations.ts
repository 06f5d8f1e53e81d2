import { isLockContention, type Database, type DatabaseTransaction } from '@app/database';
import { generationOf, readerOf, type Generation } from '@app/projections';
import { sql } from 'kysely';

import { giveWay } from './give-way.js';
import { updateGeneration } from './generation-rows.js';

/** Gives a generation up: projectors leave it at their next look. Its tables go with `dropAbandoned`. */
export function abandon(transaction: DatabaseTransaction, generation: Generation): Promise<void> {
  return updateGeneration(transaction, generation, { dropped_at: sql<Date>`now()` });
}

/**
 * Drops the tables, positions and parked records of every generation that was given up. May be repeated, and has to be: a
 * projector that has not left yet makes its positions anew.
 */
export async function dropAbandoned(database: Database, projection: string): Promise<void> {
  const rows = await sql<{ readonly generation: number }>`
    SELECT generation FROM projection_generations
    WHERE projection = ${projection} AND dropped_at IS NOT NULL AND (
      EXISTS (SELECT FROM pg_namespace WHERE nspname = schema_name)
      OR EXISTS (SELECT FROM log_positions WHERE reader = projection || '_g' || generation)
      OR EXISTS (SELECT FROM parked_records WHERE reader = projection || '_g' || generation)
    )`.execute(database);
  for (const { generation } of rows.rows) {
    await drop(database, generationOf(projection, generation, '')).catch((error: unknown) => {
      if (!isLockContention(error)) throw error;
    });
  }
}

async function drop(database: Database, { projection, generation, schema }: Generation): Promise<void> {
  const reader = readerOf({ projection, generation });
  await database.transaction().execute(async (transaction) => {
    // Whoever still reads the tables is not waited for: they are dropped another time.
    await giveWay(transaction);
    const alone = await transaction
      .selectFrom('projection_generations')
      .select('generation')
      .where('projection', '=', projection)
      .where('generation', '=', generation)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (alone === undefined) return;
    // Positions before tables, as a batch locks them.
    await transaction.deleteFrom('log_positions').where('reader', '=', reader).execute();
    await transaction.deleteFrom('parked_records').where('reader', '=', reader).execute();
    await sql`DROP SCHEMA IF EXISTS ${sql.id(schema)} CASCADE`.execute(transaction);
  });
}
