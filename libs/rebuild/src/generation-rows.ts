import type { Database, DatabaseTransaction, ProjectionGenerationsTable, Tables } from '@app/database';
import { generationOf, loadPositions, readerOf, type Generation } from '@app/projections';
import { sql, type Selectable, type UpdateObject } from 'kysely';

export type GenerationRow = Selectable<ProjectionGenerationsTable>;
export type GenerationChange = UpdateObject<Tables, 'projection_generations'>;

/** Every generation of a projection whose tables are there, newest first. */
export function generationRows(database: Database | DatabaseTransaction, projection: string): Promise<GenerationRow[]> {
  return database
    .selectFrom('projection_generations')
    .selectAll()
    .where('projection', '=', projection)
    .where('dropped_at', 'is', null)
    .orderBy('generation', 'desc')
    .execute();
}

export function generationOfRow(row: GenerationRow): Generation {
  return generationOf(row.projection, row.generation, row.reporting_zone);
}

/** Events per second of the newest rebuild that went as fast as it could; undefined when there was none. */
export function lastRate(newestFirst: readonly GenerationRow[]): number | undefined {
  const rates = newestFirst.filter(({ throttle }) => throttle === null).map((row) => row.events_per_second);
  return rates.find((rate) => rate > 0);
}

/** Changes what is said of a generation; of one that was given up nothing changes any more. */
export async function updateGeneration(
  database: Database | DatabaseTransaction,
  { projection, generation }: Pick<Generation, 'projection' | 'generation'>,
  change: GenerationChange,
): Promise<void> {
  await database
    .updateTable('projection_generations')
    .set({ ...change, changed_at: sql<Date>`now()` })
    .where('projection', '=', projection)
    .where('generation', '=', generation)
    .where('dropped_at', 'is', null)
    .execute();
}

/** Positions of a generation, by partition. */
export function positionsOf(database: Database, generation: Generation): Promise<ReadonlyMap<number, number>> {
  return loadPositions(database, readerOf(generation));
}

/** Holds the partitions of a generation: whoever applies batches to it waits until the transaction ends. */
export async function lockPositions(
  transaction: DatabaseTransaction,
  generation: Generation,
): Promise<ReadonlyMap<number, number>> {
  const rows = await transaction
    .selectFrom('log_positions')
    .select(['partition', 'next_offset'])
    .where('reader', '=', readerOf(generation))
    .orderBy('partition')
    .forUpdate()
    .execute();
  return new Map(rows.map(({ partition, next_offset: next }) => [partition, Number(next)]));
}

export function sumOf(positions: ReadonlyMap<number, number>): number {
  return [...positions.values()].reduce((sum, position) => sum + position, 0);
}

/** How many events `positions` lacks of `target`, in the partitions where it is behind. */
export function eventsBehind(positions: ReadonlyMap<number, number>, target: ReadonlyMap<number, number>): number {
  let behind = 0;
  for (const [partition, end] of target) behind += Math.max(0, end - (positions.get(partition) ?? 0));
  return behind;
}
