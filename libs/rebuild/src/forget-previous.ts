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
    const row = (await generationRows(transaction, projection)).find(
      ({ state, promoted_at: promotedAt }) => promotedAt !== null && state !== 'promoted',
    );
    if (row === undefined) throw new RebuildRefusedError(`no earlier generation of ${projection} is kept`);
    await abandon(transaction, generationOfRow(row));
    return row.generation;
  });
  await dropAbandoned(database, projection);
  return number;
}
