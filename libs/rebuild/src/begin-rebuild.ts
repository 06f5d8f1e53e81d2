import type { Database, DatabaseTransaction } from '@app/database';
import { createGeneration, differenceFrom, lockGenerations, type Generation, type Projection } from '@app/projections';

import { abandon, dropAbandoned } from './drop-generations.js';
import { generationOfRow, generationRows, lastRate, updateGeneration, type GenerationRow } from './generation-rows.js';

/** How a rebuild is to end. `in_place`: the new generation is read from the beginning, the old one is gone at once. */
export type Promotion = 'auto' | 'manual' | 'in_place';

/** What is asked for. */
export interface RebuildRequest {
  readonly promote: Promotion;
  /** Events per second at most. */
  readonly throttle?: number | undefined;
  /** A projector carries it out. */
  readonly unattended: boolean;
  readonly reportingZone: string;
}

/** A generation in the making. */
export interface Begun {
  readonly row: GenerationRow;
  readonly generation: Generation;
  /** Another attempt left it; it goes on where that one stopped. */
  readonly resumed: boolean;
  /** Events per second of the rebuild before; undefined when there was none. */
  readonly lastRate: number | undefined;
}

/**
 * Makes the next generation, or finds the one that an interrupted rebuild of the same code has left. What earlier
 * rebuilds left behind goes; the live generation and the one kept for a rollback stay.
 *
 * @param check looks at the generations that there are before anything is changed, and throws when it must not be
 */
export async function beginRebuild(
  database: Database,
  projection: Projection,
  request: RebuildRequest,
  check?: (transaction: DatabaseTransaction, rows: readonly GenerationRow[]) => Promise<void>,
): Promise<Begun> {
  const begun = await database.transaction().execute(async (transaction) => {
    await lockGenerations(transaction, projection.name);
    const rows = await generationRows(transaction, projection.name);
    await check?.(transaction, rows);
    const unfinished = rows.find((row) => isUnfinished(row) && isWhatIsAskedFor(projection, request, row));
    for (const row of rows) {
      if (row !== unfinished && isLeftOver(row)) await abandon(transaction, generationOfRow(row));
    }
    if (unfinished === undefined) return create(transaction, projection, request);
    const generation = generationOfRow(unfinished);
    const { promote, throttle, unattended } = request;
    await updateGeneration(transaction, generation, {
      // One that is read already stays so.
      ...(unfinished.promote !== 'in_place' && { promote }),
      ...{ throttle: throttle ?? null, unattended, error: null },
    });
    return { generation, resumed: true };
  });
  await dropAbandoned(database, projection.name);
  const rows = await generationRows(database, projection.name);
  const row = rows.find(({ generation }) => generation === begun.generation.generation);
  if (row === undefined) throw new Error('the generation was given up while it began');
  return { ...begun, row, lastRate: lastRate(rows) };
}

async function create(
  transaction: DatabaseTransaction,
  projection: Projection,
  { promote, throttle, unattended, reportingZone }: RebuildRequest,
): Promise<Pick<Begun, 'generation' | 'resumed'>> {
  if (promote === 'in_place') {
    for (const row of await generationRows(transaction, projection.name)) {
      await updateGeneration(transaction, generationOfRow(row), { state: 'rolled_back' });
      await abandon(transaction, generationOfRow(row));
    }
  }
  const generation = await createGeneration(transaction, projection, {
    ...{ reportingZone, promote, throttle, unattended, built: false },
    as: promote === 'in_place' ? 'live' : 'shadow',
  });
  return { generation, resumed: false };
}

/** Whether a rebuild has still something to do about it by itself. */
export function isUnfinished(row: GenerationRow): boolean {
  switch (row.state) {
    case 'building':
    case 'catching_up':
    case 'verifying':
      return true;
    case 'promoted':
      return row.built_at === null;
    case 'ready':
      // What was not to be promoted by itself says `manual`.
      return row.promoted_at === null && row.promote === 'auto';
    case 'rolled_back':
    case 'failed':
      return false;
  }
}

/** Built by this code, and beside the live generation unless it is asked for in place. */
function isWhatIsAskedFor(
  projection: Projection,
  { promote, reportingZone }: RebuildRequest,
  row: GenerationRow,
): boolean {
  if (promote === 'in_place' && row.promote !== 'in_place') return false;
  return differenceFrom(projection, reportingZone, row) === undefined;
}

/** All but what is read now, and what was read before and is kept for a rollback. */
function isLeftOver(row: GenerationRow): boolean {
  if (row.state === 'promoted') return false;
  return !(row.state === 'ready' && row.promoted_at !== null);
}
