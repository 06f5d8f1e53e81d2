import type { Database } from '@app/database';
import { lockGenerations } from '@app/projections';

import { abandon, dropAbandoned } from './drop-generations.js';
import { generationOfRow, generationRows, updateGeneration, type GenerationRow } from './generation-rows.js';
import { RebuildRefusedError } from './rebuild.errors.js';

/**
 * Gives up the generation that is being built or waits for a promotion: from now on nobody can promote it. A rebuild that
 * runs notices within a second, or when its tables are gone.
 *
 * @returns its number
 * @throws RebuildRefusedError when there is none
 */
export async function cancelRebuild(database: Database, projection: string): Promise<number> {
  const number = await database.transaction().execute(async (transaction) => {
    await lockGenerations(transaction, projection);
    const rows = await generationRows(transaction, projection);
    const row = rows.find(
      ({ state, promoted_at: promotedAt }) => promotedAt === null && state !== 'failed' && state !== 'rolled_back',
    );
    if (row === undefined) throw new RebuildRefusedError(nothingToCancel(projection, rows));
    const generation = generationOfRow(row);
    await updateGeneration(transaction, generation, { state: 'failed', error: 'cancelled' });
    await abandon(transaction, generation);
    return row.generation;
  });
  await dropAbandoned(database, projection);
  return number;
}

function nothingToCancel(projection: string, rows: readonly GenerationRow[]): string {
  const isInPlace = rows.some(
    ({ state, promote, built_at: builtAt }) => state === 'promoted' && promote === 'in_place' && builtAt === null,
  );
  return isInPlace
    ? `${projection} is rebuilt in place, and what was there before is gone: a rebuild that is stopped goes on when it is run again`
    : `nothing of ${projection} is being built or waits`;
}
