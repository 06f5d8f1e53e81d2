import type { Database } from '@app/database';

/** How far a reader has applied its topic, by partition. */
export async function loadPositions(database: Database, reader: string): Promise<ReadonlyMap<number, number>> {
  const rows = await database
    .selectFrom('log_positions')
    .select(['partition', 'next_offset'])
    .where('reader', '=', reader)
    .execute();
  return new Map(rows.map(({ partition, next_offset }) => [partition, Number(next_offset)]));
}
