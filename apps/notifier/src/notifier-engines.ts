import { createDatabase, type Database } from '@app/database';
import {
  createLogAdmin,
  createLogSink,
  createLogSource,
  type LogAdmin,
  type LogSink,
  type LogSource,
} from '@app/messaging';
import { kafkaConnection, type Log } from '@app/platform';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

import type { NotifierConfig } from './notifier.config.js';

/** What the notifier works with; all of them connect when they are first used and again whenever it breaks. */
export interface Engines {
  readonly source: LogSource;
  readonly sink: LogSink;
  readonly admin: LogAdmin;
  readonly database: Database;
}

/**
 * Batches are appended while their transaction is open: a log that takes longer than this is waited for outside of it,
 * before PostgreSQL ends the transaction for idling (4 s).
 */
const APPEND_DEADLINE_MS = 3_000;
/** Two batches of the reader and everything that may be sent at one time, with room to spare. */
const APPEND_QUEUE_LIMIT = 20_000;

export function connectEngines(config: NotifierConfig, log: Log): Engines {
  const kafka = kafkaConnection(config.kafka, 'tidemark-notifier');
  return {
    source: createLogSource(kafka, log),
    sink: createLogSink(kafka, { deadlineMs: APPEND_DEADLINE_MS, queueLimit: APPEND_QUEUE_LIMIT }, log),
    admin: createLogAdmin(kafka, log),
    database: createDatabase({
      url: config.database.url,
      poolSize: config.database.poolSize,
      applicationName: 'tidemark-notifier',
      byKeyOnly: true,
      onIdleError: (error) => {
        log.warn({ event: 'database.connection_lost', error });
      },
    }),
  };
}

/** Closes them when nobody uses them any more. */
@Injectable()
export class EnginesCloser implements OnApplicationShutdown {
  constructor(private readonly engines: Engines) {}

  async onApplicationShutdown(): Promise<void> {
    await this.engines.sink.close();
    await this.engines.admin.close();
    await this.engines.database.destroy();
  }
}
