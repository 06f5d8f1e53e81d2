import type { Database } from '@app/database';

import { generationRows } from './generation-rows.js';
import { RebuildRefusedError } from './rebuild.errors.js';

/** The generation that waits for an operator's decision. @throws RebuildRefusedError when none does */
export async function waitingGeneration(database: Database, projection: string): Promise<number> {
  const rows = await generationRows(database, projection);
  const waiting = rows.find(({ state, promoted_at: promotedAt }) => state === 'ready' && promotedAt === null);
  if (waiting === undefined) throw new RebuildRefusedError(`no generation of ${projection} waits to be promoted`);
  return waiting.generation;
}
