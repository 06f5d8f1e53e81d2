import { createDatabase, type Database } from '@app/database';
import { testStack } from '@app/testing';
import { sql } from 'kysely';

/** A database as it was once. Whoever is connected meanwhile loses the connection. */
export class DatabaseBackup {
  private constructor(
    private readonly original: string,
    private readonly copy: string,
  ) {}

  static async of(url: string): Promise<DatabaseBackup> {
    const original = new URL(url).pathname.slice(1);
    const backup = new DatabaseBackup(original, `${original}_backup`);
    await onServer((server) => copyDatabase(server, original, backup.copy));
    return backup;
  }

  /** Puts the copy in the place of the database, and is done with it. */
  async restore(): Promise<void> {
    await onServer(async (server) => {
      await sql`DROP DATABASE ${sql.id(this.original)} WITH (FORCE)`.execute(server);
      await sql`ALTER DATABASE ${sql.id(this.copy)} RENAME TO ${sql.id(this.original)}`.execute(server);
    });
  }
}

async function copyDatabase(server: Database, from: string, to: string): Promise<void> {
  await sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${from}`.execute(server);
  await sql`CREATE DATABASE ${sql.id(to)} TEMPLATE ${sql.id(from)}`.execute(server);
}

async function onServer(work: (server: Database) => Promise<void>): Promise<void> {
  const server = createDatabase({ url: testStack().databaseUrl, poolSize: 1, applicationName: 'backup' });
  try {
    await work(server);
  } finally {
    await server.destroy();
  }
}
