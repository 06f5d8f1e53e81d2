import { rebuildDatabases, type RebuildEngines } from '@app/rebuild';

import { databaseConfig } from '../engines/engines.config.js';
import { SILENT_LOG, withLog } from '../engines/with-log.js';
import { withDatabase } from '../engines/with-database.js';

/** Runs `work` with what a rebuild needs and closes it. @throws EngineError */
export function withRebuildEngines<Result>(work: (engines: RebuildEngines) => Promise<Result>): Promise<Result> {
  return withLog(async ({ admin, source }) => {
    // Says in words what is wrong with the database before anything begins.
    await withDatabase(() => Promise.resolve());
    const databases = rebuildDatabases(databaseConfig().url);
    try {
      return await work({ admin, source, log: SILENT_LOG, ...databases });
    } finally {
      await Promise.all([databases.database.destroy(), databases.writing.destroy()]);
    }
  });
}
