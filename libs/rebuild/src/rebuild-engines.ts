import { createDatabase, type Database } from '@app/database';
import type { FactLogger, LogAdmin, LogSource } from '@app/messaging';

/** What a rebuild works with. Nothing in it can write to the log. */
export interface RebuildEngines {
  readonly source: LogSource;
  readonly admin: LogAdmin;
  readonly log: FactLogger;
  /** Comparisons, indexes, states. */
  readonly database: Database;
  /** Rows by key, as a projector writes them. */
  readonly writing: Database;
}

/** The two pools of a rebuild: its lock holds one connection, a snapshot two, and what is done meanwhile one or two. */
export function rebuildDatabases(url: string): Pick<RebuildEngines, 'database' | 'writing'> {
  const applicationName = 'tidemark-rebuild';
  return {
    database: createDatabase({ url, poolSize: 5, applicationName }),
    // After a crash of PostgreSQL rows and position go back together, and the log is read again from there.
    writing: createDatabase({ url, poolSize: 4, applicationName, synchronousCommit: 'off', byKeyOnly: true }),
  };
}
