import { createDatabase, type Database } from '@app/database';
import { createLogAdmin, createLogSource, type LogAdmin, type LogSource } from '@app/messaging';
import { kafkaConnection, type Log } from '@app/platform';

import type { ProjectorConfig } from './projector.config.js';

/** The log and the database as this process uses them; nothing in it can write to the log. */
export class ProjectorEngines {
  private constructor(
    readonly source: LogSource,
    readonly admin: LogAdmin,
    readonly database: Database,
  ) {}

  /** Connects lazily: neither engine has to be up. */
  static create(config: ProjectorConfig, log: Log): ProjectorEngines {
    const connection = kafkaConnection(config.kafka, 'tidemark-projector');
    const database = createDatabase({
      url: config.database.url,
      poolSize: config.database.poolSize,
      applicationName: 'tidemark-projector',
      // After a crash of PostgreSQL data and position go back together, and the log is read again from there.
      synchronousCommit: 'off',
      byKeyOnly: true,
      onIdleError: (error) => {
        log.warn({ event: 'database.connection_lost', error });
      },
    });
    return new ProjectorEngines(createLogSource(connection, log), createLogAdmin(connection, log), database);
  }

  async close(): Promise<void> {
    await this.admin.close();
    await this.database.destroy();
  }
}
