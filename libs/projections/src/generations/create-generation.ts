import type { DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

import type { Projection } from '../projection.js';
import { ddlHash, generationOf, type Generation } from './generation.js';

/** What is to become of a new generation. */
export interface NewGeneration {
  readonly reportingZone: string;
  /** `live`: read from now on, though it is empty. `shadow`: built beside the live one. */
  readonly as: 'live' | 'shadow';
  readonly promote: 'auto' | 'manual' | 'in_place';
  /** Events per second at most. */
  readonly throttle?: number | undefined;
  /** A projector carries the rebuild out. */
  readonly unattended?: boolean;
  /** Nobody follows it before it is built. */
  readonly built: boolean;
}

/** Held by whoever changes which generations a projection has. Unlike rows, such a change cannot be read again from the log. */
export async function lockGenerations(transaction: DatabaseTransaction, projection: string): Promise<void> {
  await sql`SET LOCAL synchronous_commit = on`.execute(transaction);
  await sql`SELECT pg_advisory_xact_lock(hashtext('tidemark.generations'), hashtext(${projection}))`.execute(
    transaction,
  );
}

/** Makes the next generation's schema and tables; its indexes too when it is built already. The caller holds the lock. */
export async function createGeneration(
  transaction: DatabaseTransaction,
  projection: Projection,
  { reportingZone, as, promote, throttle, unattended, built }: NewGeneration,
): Promise<Generation> {
  const { newest } = await transaction
    .selectFrom('projection_generations')
    .select(({ fn }) => fn.max<number | null>('generation').as('newest'))
    .where('projection', '=', projection.name)
    .executeTakeFirstOrThrow();
  const generation = generationOf(projection.name, (newest ?? 0) + 1, reportingZone);
  await sql`CREATE SCHEMA ${sql.id(generation.schema)}`.execute(transaction);
  await runStatements(transaction, projection.tables(generation.schema));
  if (built) await runStatements(transaction, projection.indexes(generation.schema));
  if (as === 'live') await runStatements(transaction, projection.views(generation.schema));
  await transaction
    .insertInto('projection_generations')
    .values({
      projection: projection.name,
      generation: generation.generation,
      schema_name: generation.schema,
      state: as === 'live' ? 'promoted' : 'building',
      code_version: projection.codeVersion,
      ddl_hash: ddlHash(projection),
      reporting_zone: reportingZone,
      tzdata_version: process.versions['tz'] ?? 'unknown',
      promoted_at: as === 'live' ? sql<Date>`now()` : null,
      built_at: built ? sql<Date>`now()` : null,
      promote,
      throttle: throttle ?? null,
      unattended: unattended ?? false,
      view_statements: JSON.stringify(projection.views(generation.schema)),
    })
    .execute();
  return generation;
}

/** Runs statements of a projection, one after the other. */
export async function runStatements(transaction: DatabaseTransaction, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(transaction);
}
