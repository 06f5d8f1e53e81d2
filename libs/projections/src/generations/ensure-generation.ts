import type { Database, DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

import type { Projection } from '../projection.js';
import { ddlHash, generationOf, type Generation } from './generation.js';

/** Days of the materialised summaries are made in this zone; it is fixed for a generation. */
const REPORTING_ZONE = 'UTC';

export type GenerationCheck =
  | { readonly state: 'current'; readonly generation: Generation }
  /** Built by other code: whoever runs this code must not touch it. The old binary may go on serving it. */
  | { readonly state: 'needs_rebuild'; readonly generation: Generation; readonly reason: string };

/**
 * The promoted generation, created at the first start. Several processes may do it at once.
 */
export async function ensureGeneration(database: Database, projection: Projection): Promise<GenerationCheck> {
  return database.transaction().execute(async (transaction) => {
    await sql`SELECT pg_advisory_xact_lock(hashtext('tidemark.generations'), hashtext(${projection.name}))`.execute(
      transaction,
    );
    const promoted = await transaction
      .selectFrom('projection_generations')
      .select(['generation', 'code_version', 'ddl_hash'])
      .where('projection', '=', projection.name)
      .where('state', '=', 'promoted')
      .executeTakeFirst();
    if (promoted === undefined) {
      return { state: 'current', generation: await createGeneration(transaction, projection) };
    }
    const generation = generationOf(projection.name, promoted.generation);
    const reason = differenceFrom(projection, promoted.code_version, promoted.ddl_hash);
    return reason === undefined ? { state: 'current', generation } : { state: 'needs_rebuild', generation, reason };
  });
}

function differenceFrom(projection: Projection, codeVersion: number, hash: string): string | undefined {
  if (codeVersion !== projection.codeVersion) {
    return `the live generation was built by version ${String(codeVersion)}, this code is ${String(projection.codeVersion)}`;
  }
  return hash === ddlHash(projection) ? undefined : 'the tables of the live generation are not those of this code';
}

async function createGeneration(transaction: DatabaseTransaction, projection: Projection): Promise<Generation> {
  const { newest } = await transaction
    .selectFrom('projection_generations')
    .select(({ fn }) => fn.max<number | null>('generation').as('newest'))
    .where('projection', '=', projection.name)
    .executeTakeFirstOrThrow();
  const generation = generationOf(projection.name, (newest ?? 0) + 1);
  await sql`CREATE SCHEMA ${sql.id(generation.schema)}`.execute(transaction);
  for (const statement of [...projection.tables(generation.schema), ...projection.views(generation.schema)]) {
    await sql.raw(statement).execute(transaction);
  }
  await transaction
    .insertInto('projection_generations')
    .values({
      projection: projection.name,
      generation: generation.generation,
      schema_name: generation.schema,
      state: 'promoted',
      code_version: projection.codeVersion,
      ddl_hash: ddlHash(projection),
      reporting_zone: REPORTING_ZONE,
      tzdata_version: process.versions['tz'] ?? 'unknown',
      promoted_at: sql<Date>`now()`,
    })
    .execute();
  return generation;
}
