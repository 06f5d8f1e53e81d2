import type { DatabaseTransaction, GenerationState } from '@app/database';

import { readerOf, type Generation } from '../generations/generation.js';

/** A rebuild that is under way or waits for an operator. */
export interface RebuildOverview {
  readonly generation: number;
  readonly state: GenerationState;
  readonly events_done: number;
  readonly events_total: number;
  readonly percent: number;
  readonly events_per_second: number;
  readonly error: string | null;
}

/** What the database knows of a projection beside its positions. */
export interface StoredOverview {
  readonly state: GenerationState;
  readonly code_version: number;
  readonly reporting_zone: string;
  readonly tzdata_version: string;
  readonly promoted_at: string | null;
  readonly parked: number;
  readonly rebuild: RebuildOverview | null;
}

/** Reads it in the snapshot of the positions. */
export async function storedOverview(
  transaction: DatabaseTransaction,
  live: Generation,
): Promise<StoredOverview | undefined> {
  const rows = await transaction
    .selectFrom('projection_generations')
    .selectAll()
    .where('projection', '=', live.projection)
    .where('dropped_at', 'is', null)
    .orderBy('generation', 'desc')
    .execute();
  const row = rows.find(({ generation }) => generation === live.generation);
  if (row === undefined) return undefined;
  const { parked } = await transaction
    .selectFrom('log_positions')
    .select(({ fn }) => fn.sum<string | null>('parked').as('parked'))
    .where('reader', '=', readerOf(live))
    .executeTakeFirstOrThrow();
  // The live one is its own rebuild while it is built in place.
  const building = row.built_at === null ? row : rows.find((it) => it.promoted_at === null);
  return {
    state: row.state,
    code_version: row.code_version,
    reporting_zone: row.reporting_zone,
    tzdata_version: row.tzdata_version,
    promoted_at: row.promoted_at?.toISOString() ?? null,
    parked: Number(parked ?? 0),
    rebuild: building === undefined ? null : rebuildOverview(building),
  };
}

interface RebuildRow {
  readonly generation: number;
  readonly state: GenerationState;
  readonly events_done: string;
  readonly events_total: string;
  readonly events_per_second: number;
  readonly error: string | null;
}

function rebuildOverview(row: RebuildRow): RebuildOverview {
  const [done, total] = [Number(row.events_done), Number(row.events_total)];
  return {
    generation: row.generation,
    state: row.state,
    events_done: done,
    events_total: total,
    percent: total === 0 ? 0 : Math.floor((100 * done) / total),
    events_per_second: row.events_per_second,
    error: row.error,
  };
}
