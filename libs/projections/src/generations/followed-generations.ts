import type { Database, DatabaseTransaction, ProjectionGenerationsTable } from '@app/database';
import { sql, type Selectable } from 'kysely';

import type { Projection } from '../projection.js';
import { createGeneration, lockGenerations } from './create-generation.js';
import { ddlHash, generationOf, type Generation } from './generation.js';

/** What a projector has to do for a projection. */
export interface FollowedGenerations {
  /**
   * The promoted one, those that are kept for a promotion or a rollback, and one that was just left by a rollback; as far
   * as this code has built them.
   */
  readonly follow: readonly Generation[];
  /** Why the promoted one is not among them. */
  readonly heldUp: string | undefined;
}

/** Seconds. Whoever reads may take a second to notice a rollback, and wait for a write in the generation that was left. */
const STILL_READ = 5;

type Row = Pick<
  Selectable<ProjectionGenerationsTable>,
  'generation' | 'state' | 'code_version' | 'ddl_hash' | 'reporting_zone' | 'built_at'
>;

/**
 * The generations to follow; at the first start the first one is created. Several processes may ask at once. A generation
 * that other code has built is left alone: the old binary may go on serving it.
 */
export async function followedGenerations(
  database: Database,
  projection: Projection,
  reportingZone: string,
): Promise<FollowedGenerations> {
  let rows = await builtGenerations(database, projection.name);
  if (!rows.some(({ state }) => state === 'promoted')) {
    rows = await database.transaction().execute(async (transaction) => {
      await lockGenerations(transaction, projection.name);
      const now = await builtGenerations(transaction, projection.name);
      if (now.some(({ state }) => state === 'promoted')) return now;
      await createGeneration(transaction, projection, { reportingZone, as: 'live', promote: 'auto', built: true });
      return builtGenerations(transaction, projection.name);
    });
  }
  const promoted = rows.find(({ state }) => state === 'promoted');
  return {
    follow: rows
      .filter((row) => row.built_at !== null && differenceFrom(projection, reportingZone, row) === undefined)
      .map((row) => generationOf(projection.name, row.generation, row.reporting_zone)),
    heldUp: promoted === undefined ? undefined : reasonToLeave(projection, reportingZone, promoted),
  };
}

function builtGenerations(database: Database | DatabaseTransaction, projection: string): Promise<Row[]> {
  return database
    .selectFrom('projection_generations')
    .select(['generation', 'state', 'code_version', 'ddl_hash', 'reporting_zone', 'built_at'])
    .where('projection', '=', projection)
    .where((row) =>
      row.or([
        row('state', 'in', ['promoted', 'ready']),
        row('state', '=', 'rolled_back').and('changed_at', '>', sql<Date>`now() - ${STILL_READ} * interval '1 s'`),
      ]),
    )
    .where('dropped_at', 'is', null)
    .orderBy('generation')
    .execute();
}

function reasonToLeave(projection: Projection, reportingZone: string, promoted: Row): string | undefined {
  const difference = differenceFrom(projection, reportingZone, promoted);
  if (difference !== undefined) return `needs_rebuild: ${difference}; run: tidemark rebuild ${projection.name}`;
  return promoted.built_at === null ? 'it is being rebuilt in place' : undefined;
}

/** Why this code must not write to a generation; undefined when it may. */
export function differenceFrom(
  projection: Projection,
  reportingZone: string,
  { code_version: version, ddl_hash: hash, reporting_zone: zone }: Omit<Row, 'state' | 'generation' | 'built_at'>,
): string | undefined {
  if (version !== projection.codeVersion) {
    return `the live generation was built by version ${String(version)}, this code is ${String(projection.codeVersion)}`;
  }
  if (hash !== ddlHash(projection)) return 'the tables of the live generation are not those of this code';
  if (!projection.usesReportingZone || zone === reportingZone) return undefined;
  return `the days of the live generation are those of ${zone}, REPORTING_TIME_ZONE is ${reportingZone}`;
}
