import { Migrator, type Migration, type MigrationResult } from 'kysely/migration';

import type { Database } from './create-database.js';

/** The migrations in order, by name; the list is code (`migrations/index.ts`). */
export type Migrations = Readonly<Record<string, Migration>>;

export interface MigrationStatus {
  readonly name: string;
  readonly executedAt: Date | undefined;
}

/** Applies what is missing. Safe when several processes do it at once: the migrator takes a lock. */
export async function migrateUp(database: Database, migrations: Migrations): Promise<readonly MigrationResult[]> {
  return finish(await migratorOf(database, migrations).migrateToLatest());
}

/** Takes the newest migration back. */
export async function migrateDown(database: Database, migrations: Migrations): Promise<readonly MigrationResult[]> {
  return finish(await migratorOf(database, migrations).migrateDown());
}

export async function migrationStatus(database: Database, migrations: Migrations): Promise<readonly MigrationStatus[]> {
  const all = await migratorOf(database, migrations).getMigrations();
  return all.map(({ name, executedAt }) => ({ name, executedAt }));
}

function migratorOf(database: Database, migrations: Migrations): Migrator {
  return new Migrator({ db: database, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } });
}

function finish(outcome: {
  readonly error?: unknown;
  readonly results?: MigrationResult[];
}): readonly MigrationResult[] {
  if (outcome.error !== undefined) {
    const failed = outcome.results?.find((result) => result.status === 'Error')?.migrationName ?? 'no migration';
    throw new Error(`migration failed at ${failed}`, { cause: outcome.error });
  }
  return outcome.results ?? [];
}
