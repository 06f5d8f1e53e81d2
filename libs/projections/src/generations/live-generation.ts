import type { Database } from '@app/database';

import { generationOf, type Generation } from './generation.js';

/** The generation that is read now; none before the first projector has started. */
export async function liveGeneration(database: Database, projection: string): Promise<Generation | undefined> {
  const row = await database
    .selectFrom('projection_generations')
    .select(['generation', 'reporting_zone'])
    .where('projection', '=', projection)
    .where('state', '=', 'promoted')
    .executeTakeFirst();
  return row === undefined ? undefined : generationOf(projection, row.generation, row.reporting_zone);
}
