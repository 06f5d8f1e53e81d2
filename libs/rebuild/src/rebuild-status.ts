import type { Database, GenerationState } from '@app/database';
import type { Projection } from '@app/projections';

import { isUnfinished } from './begin-rebuild.js';
import { generationOfRow, generationRows, type GenerationRow } from './generation-rows.js';
import { secondsLeft, type RebuildPace } from './seconds-left.js';

/** A generation, as operators see it. Times are RFC 3339 UTC. */
export interface RebuildStatus {
  readonly projection: string;
  readonly generation: number;
  readonly state: GenerationState;
  readonly promote: 'auto' | 'manual' | 'in_place';
  readonly events_done: number;
  readonly events_total: number;
  readonly events_per_second: number;
  readonly eta_seconds: number | null;
  /** What the comparison with the live generation found; null before it was made. */
  readonly comparison: object | null;
  readonly error: string | null;
  readonly code_version: number;
  readonly reporting_zone: string;
  readonly tzdata_version: string;
  readonly created_at: string;
  readonly promoted_at: string | null;
}

/** Every generation whose tables are there, newest first. */
export async function rebuildStatuses(database: Database, projection: Projection): Promise<readonly RebuildStatus[]> {
  return (await generationRows(database, projection.name)).map((row) => rebuildStatus(projection, row));
}

/** The projections of these that have a rebuild which a projector is to carry out. */
export async function unattendedRebuilds(
  database: Database,
  projections: readonly string[],
): Promise<readonly string[]> {
  const waiting: string[] = [];
  for (const projection of projections) {
    const rows = await generationRows(database, projection);
    if (rows.some((row) => row.unattended && isUnfinished(row))) waiting.push(projection);
  }
  return waiting;
}

export function rebuildStatus(projection: Projection, row: GenerationRow): RebuildStatus {
  const [done, total] = [Number(row.events_done), Number(row.events_total)];
  const rate = row.events_per_second;
  return {
    projection: row.projection,
    generation: row.generation,
    state: row.state,
    promote: row.promote,
    events_done: done,
    events_total: total,
    events_per_second: rate,
    eta_seconds: isUnfinished(row) ? secondsLeft(paceOf(projection, row)) : null,
    comparison: row.comparison,
    error: row.error,
    code_version: row.code_version,
    reporting_zone: row.reporting_zone,
    tzdata_version: row.tzdata_version,
    created_at: row.created_at.toISOString(),
    promoted_at: row.promoted_at?.toISOString() ?? null,
  };
}

function paceOf(projection: Projection, row: GenerationRow): RebuildPace {
  return {
    ...{
      state: row.state,
      done: Number(row.events_done),
      total: Number(row.events_total),
      rate: row.events_per_second,
    },
    ...{ isThrottled: row.throttle !== null, isInPlace: row.promote === 'in_place' },
    indexes: projection.indexes(generationOfRow(row).schema).length,
    secondsSince: (Date.now() - row.changed_at.getTime()) / 1_000,
  };
}
