import type { Database } from '@app/database';
import { lockGenerations } from '@app/projections';

import { abandon, dropAbandoned } from './drop-generations.js';
import { generationOfRow, generationRows, updateGeneration } from './generation-rows.js';
import { RebuildRefusedError } from './rebuild.errors.js';
import { isBeingRebuilt } from './running-lock.js';

/**
 * Gives up the generation that is being built or waits for a promotion. A rebuild that runs ends by itself within a
 * second; what nobody runs is dropped here.
 *
 * @returns its number
 * @throws RebuildRefusedError when there is none
 */
export async function cancelRebuild(database: Database, projection: string): Promise<number> {
  const running = await isBeingRebuilt(database, projection);
  const number = await database.transaction().execute(async (transaction) => {
    await lockGenerations(transaction, projection);
    const row = (await generationRows(transaction, projection)).find(
      ({ state, promoted_at: promotedAt }) => promotedAt === null && state !== 'failed' && state !== 'rolled_back',
    );
    if (row === undefined) throw new RebuildRefusedError(`nothing of ${projection} is being built or waits`);
    const generation = generationOfRow(row);
    await updateGeneration(transaction, generation, { cancel_requested: true });
    if (!running) {
      await updateGeneration(transaction, generation, { state: 'failed', error: 'cancelled' });
      await abandon(transaction, generation);
    }
    return row.generation;
  });
  if (!running) await dropAbandoned(database, projection);
  return number;
}
