import type { Database } from '@app/database';
import { lockGenerations } from '@app/projections';

import { abandon, dropAbandoned } from './drop-generations.js';
import { generationOfRow, generationRows } from './generation-rows.js';
import { RebuildRefusedError } from './rebuild.errors.js';

/**
 * Drops the generation that is kept for a rollback: following it costs as much as following the live one.
 *
 * @returns its number
 * @throws RebuildRefusedError when there is none
 */
export async function forgetPrevious(database: Database, projection: string): Promise<number> {
  const number = await database.transaction().execute(async (transaction) => {
    await lockGenerations(transaction, projection);
    const earlier = (await generationRows(transaction, projection)).filter(
      ({ state, promoted_at: promotedAt }) => promotedAt !== null && state !== 'promoted',
    );
    // Beside it there may be one that a rollback has left: nobody follows that, and it can never be read again.
    const kept = earlier.find(({ state }) => state === 'ready') ?? earlier[0];
    if (kept === undefined) throw new RebuildRefusedError(`no earlier generation of ${projection} is kept`);
    for (const row of earlier) await abandon(transaction, generationOfRow(row));
    return kept.generation;
  });
  await dropAbandoned(database, projection);
  return number;
}
