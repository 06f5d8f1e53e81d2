import type { DatabaseTransaction } from '@app/database';

import { readerOf, type Generation } from '../generations/generation.js';
import type { AppliedPartition } from './list-meta.js';

/** How far a generation is, as one snapshot shows it. */
export interface ReaderProgress {
  readonly applied: ReadonlyMap<number, AppliedPartition>;
  /** Events that wait in the dead letters. */
  readonly parked: number;
  /** False while its rows are still being read from the log. */
  readonly built: boolean;
}

export async function readerProgress(
  transaction: DatabaseTransaction,
  generation: Generation,
): Promise<ReaderProgress> {
  const rows = await transaction
    .selectFrom('projection_generations as build')
    .leftJoin('log_positions as place', (join) => join.on('place.reader', '=', readerOf(generation)))
    .select(['build.built_at', 'place.partition', 'place.next_offset', 'place.parked', 'place.applied_until'])
    .where('build.projection', '=', generation.projection)
    .where('build.generation', '=', generation.generation)
    .execute();
  const applied = rows.flatMap(({ partition, next_offset: next, applied_until: until }) =>
    partition === null ? [] : [[partition, { position: Number(next), appliedUntil: until?.getTime() }] as const],
  );
  return {
    applied: new Map(applied),
    parked: rows.reduce((sum, row) => sum + (row.parked ?? 0), 0),
    built: rows.every((row) => row.built_at !== null),
  };
}
