import { createDatabase, type Database } from '@app/database';
import { createLogAdmin, type LogAdmin } from '@app/messaging';
import { kafkaConnection, type Log } from '@app/platform';

import type { ReadApiConfig } from './read-api.config.js';

/** The database, read-only, and the log, of which only the ends are asked. */
export class ReadApiEngines {
  private constructor(
    readonly database: Database,
    readonly admin: LogAdmin,
  ) {}

  /** Connects lazily: neither engine has to be up. */
  static create(config: ReadApiConfig, log: Log): ReadApiEngines {
    const database = createDatabase({
      url: config.database.url,
      poolSize: config.database.poolSize,
      applicationName: 'tidemark-read-api',
      readOnly: true,
      onIdleError: (error) => {
        log.warn({ event: 'database.connection_lost', error });
      },
    });
    return new ReadApiEngines(database, createLogAdmin(kafkaConnection(config.kafka, 'tidemark-read-api'), log));
  }

  async close(): Promise<void> {
    await this.admin.close();
    await this.database.destroy();
  }
}
