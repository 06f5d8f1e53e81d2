import { createDatabase, migrateUp, type Database, type Migrations } from '@app/database';
import { sql } from 'kysely';

import { testStack } from './test-stack.js';
import { uniqueDatabaseName } from './unique-names.js';

export interface TestDatabase {
  readonly url: string;
  readonly database: Database;
  /** Closes the pool and removes the database, whoever is still connected. */
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Applied at once when given. */
  readonly migrations?: Migrations;
  readonly poolSize?: number;
}

/** A database of its own per spec file: specs share a server, as starting one costs a second, but never their rows. */
export async function createTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const serverUrl = testStack().databaseUrl;
  const name = uniqueDatabaseName();
  await onServer(serverUrl, (server) => sql`create database ${sql.id(name)}`.execute(server));
  const url = urlOf(serverUrl, name);
  const database = createDatabase({ url, poolSize: options.poolSize ?? 5, applicationName: name });
  if (options.migrations !== undefined) await migrateUp(database, options.migrations);
  return {
    url,
    database,
    drop: async () => {
      await database.destroy();
      await onServer(serverUrl, (server) => sql`drop database if exists ${sql.id(name)} with (force)`.execute(server));
    },
  };
}

async function onServer(url: string, work: (server: Database) => Promise<unknown>): Promise<void> {
  const server = createDatabase({ url, poolSize: 1, applicationName: 'testing' });
  try {
    await work(server);
  } finally {
    await server.destroy();
  }
}

function urlOf(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}
