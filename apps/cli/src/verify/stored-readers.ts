import type { Topic } from '@app/contracts';
import type { Database } from '@app/database';

import { shownError } from '../dead-letters/shown-bytes.js';

const LONGEST_ERROR = 500;

export interface ReaderPosition {
  /** The next offset to apply. */
  readonly next: number;
  /** The `ce_id` of the record before it. */
  readonly lastEventId: string;
}

export interface ParkedRecord {
  readonly reader: string;
  readonly partition: number;
  readonly offset: number;
  readonly key: string | null;
  readonly error: string;
}

/** How far a reader has come, and what it has set aside. */
export interface StoredReader {
  readonly reader: string;
  readonly positions: ReadonlyMap<number, ReaderPosition>;
  readonly parked: readonly ParkedRecord[];
}

/** A reader in one partition. */
export interface ReaderPlace extends ReaderPosition {
  readonly reader: string;
  readonly parkedOffsets: ReadonlySet<number>;
  readonly parkedKeys: ReadonlySet<string>;
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

/** What all readers of a topic have set aside. */
export async function parkedRecords(database: Database, topic: Topic): Promise<readonly ParkedRecord[]> {
  const rows = await database
    .selectFrom('parked_records')
    .select(['reader', 'partition', 'offset', 'key', 'error_class', 'error_message'])
    .where('topic', '=', topic)
    .execute();
  return rows.map(({ reader, partition, offset, key, error_class, error_message }) => ({
    reader,
    partition,
    offset: Number(offset),
    key: key?.toString('utf8') ?? null,
    error: shownError(error_class, error_message, LONGEST_ERROR),
  }));
}

export async function storedReader(database: Database, reader: string, topic: Topic): Promise<StoredReader> {
  const parked = await parkedRecords(database, topic);
  return {
    reader,
    positions: await readerPositions(database, reader, topic),
    parked: parked.filter((record) => record.reader === reader),
  };
}

export function placeOf({ reader, positions, parked }: StoredReader, partition: number): ReaderPlace {
  const here = parked.filter((record) => record.partition === partition);
  return {
    reader,
    ...(positions.get(partition) ?? { next: 0, lastEventId: '' }),
    parkedOffsets: new Set(here.map(({ offset }) => offset)),
    parkedKeys: new Set(here.flatMap(({ key }) => key ?? [])),
  };
}
