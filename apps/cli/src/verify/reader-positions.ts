import type { Topic } from '@app/contracts';
import type { Database } from '@app/database';

export interface ReaderPosition {
  /** The next offset to apply. */
  readonly next: number;
  readonly lastEventId: string;
}

export async function readerPositions(
  database: Database,
  reader: string,
  topic: Topic,
): Promise<ReadonlyMap<number, ReaderPosition>> {
  const rows = await database
    .selectFrom('log_positions')
    .select(['partition', 'next_offset', 'last_event_id'])
    .where('reader', '=', reader)
    .where('topic', '=', topic)
    .execute();
  return new Map(rows.map((row) => [row.partition, { next: Number(row.next_offset), lastEventId: row.last_event_id }]));
}
