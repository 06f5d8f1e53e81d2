import type { Database } from '@app/database';
import type { Projection } from '@app/projections';

import { beginRebuild, isUnfinished, type RebuildRequest } from './begin-rebuild.js';
import type { GenerationRow } from './generation-rows.js';
import { RebuildRunningError } from './rebuild.errors.js';
import { isBeingRebuilt } from './running-lock.js';

/**
 * Begins a rebuild that a projector is to carry out. Of several who ask at once, one gets what was asked for.
 *
 * @returns its row
 * @throws RebuildRunningError when there is a rebuild already, whoever carries it out
 */
export async function askForRebuild(
  database: Database,
  projection: Projection,
  request: Omit<RebuildRequest, 'unattended'>,
): Promise<GenerationRow> {
  const { name } = projection;
  const { row } = await beginRebuild(database, projection, { ...request, unattended: true }, async (held, rows) => {
    const isAskedFor = rows.some((it) => it.unattended && isUnfinished(it));
    if (isAskedFor || (await isBeingRebuilt(held, name))) throw new RebuildRunningError(name);
  });
  return row;
}
