import { sql, type RawBuilder } from 'kysely';

import type { KeyPlace, Snapshot } from './fresh-reads.js';

/** What `readerPlaceOf` gives. */
export interface ReaderPlaceRow {
  readonly position: string | null;
  readonly parked: boolean;
}

/**
 * One row, always: where the reader stands in the key's partition, and whether the key is parked. To be joined with what
 * is known of the key, so that one statement shows both: one snapshot.
 */
export function readerPlaceOf({ reader, topic, partition }: KeyPlace, key: string): RawBuilder<unknown> {
  return sql`(
    SELECT place.next_offset AS position,
      coalesce(place.parked > 0 AND EXISTS (
        SELECT FROM parked_records AS waiting
        WHERE waiting.reader = ${reader} AND waiting.topic = ${topic} AND waiting.key = ${Buffer.from(key)}
      ), false) AS parked
    FROM (SELECT) AS always LEFT JOIN log_positions AS place
      ON place.reader = ${reader} AND place.topic = ${topic} AND place.partition = ${partition}
  ) AS reader_place`;
}

export function snapshotOf<Found>(row: ReaderPlaceRow | undefined, found: Found | undefined): Snapshot<Found> {
  return { found, position: Number(row?.position ?? 0), parked: row?.parked ?? false };
}
