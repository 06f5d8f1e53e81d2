import type { Database } from '@app/database';
import { differenceFrom, generationOf, type Generation, type Projection } from '@app/projections';

import type { Finding } from './findings.js';

/** A read model that this code can verify: the generation that is read now. */
export interface LiveModel {
  readonly projection: Projection;
  readonly generation: Generation;
}

export interface LiveModels {
  readonly models: readonly LiveModel[];
  /** Why others cannot be verified. */
  readonly leftOut: readonly Finding[];
}

export async function liveModels(database: Database, projections: readonly Projection[]): Promise<LiveModels> {
  const models: LiveModel[] = [];
  const leftOut: Finding[] = [];
  for (const projection of projections) {
    const { name } = projection;
    const row = await database
      .selectFrom('projection_generations')
      .select(['generation', 'code_version', 'ddl_hash', 'reporting_zone'])
      .where('projection', '=', name)
      .where('state', '=', 'promoted')
      .executeTakeFirst();
    // Its days are judged by its own zone, whatever zone is configured by now.
    const difference = row === undefined ? undefined : differenceFrom(projection, row.reporting_zone, row);
    if (row === undefined) leftOut.push({ kind: 'no-read-model', projection: name, detail: 'start a projector' });
    else if (difference !== undefined) leftOut.push({ kind: 'needs-rebuild', projection: name, detail: difference });
    else models.push({ projection, generation: generationOf(name, row.generation, row.reporting_zone) });
  }
  return { models, leftOut };
}
