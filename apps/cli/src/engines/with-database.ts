import { createDatabase, type Database } from '@app/database';
import { sql } from 'kysely';

import { EngineError } from './engine.errors.js';
import { databaseConfig } from './engines.config.js';

export interface DatabaseUse {
  /** Default: that of the environment. */
  readonly url?: string;
  readonly poolSize?: number;
}

/**
 * Runs `work` with a pool of its own and closes it.
 *
 * @throws EngineError before `work` begins
 */
export async function withDatabase<Result>(
  work: (database: Database) => Promise<Result>,
  use: DatabaseUse = {},
): Promise<Result> {
  const url = use.url ?? databaseConfig().url;
  const database = createDatabase({ url, poolSize: use.poolSize ?? 1, applicationName: 'tidemark-cli' });
  try {
    await sql`SELECT 1`.execute(database).catch((cause: unknown) => {
      throw new EngineError('PostgreSQL', addressOf(url), { cause });
    });
    return await work(database);
  } finally {
    await database.destroy();
  }
}

/** Without user and password. */
export function addressOf(databaseUrl: string): string {
  const { host, pathname } = new URL(databaseUrl);
  return `${host}${pathname}`;
}
