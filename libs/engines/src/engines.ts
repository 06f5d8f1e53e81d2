import { createDatabase, type Database } from '@app/database';
import {
  createLogAdmin,
  createLogSink,
  createLogSource,
  type LogAdmin,
  type LogSink,
  type LogSource,
} from '@app/messaging';
import { kafkaConnection, type DatabaseConfig, type KafkaConfig, type Log } from '@app/platform';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

/** What a process works with that reads the log and writes to it; all of it connects when first used and again whenever it breaks. */
export interface Engines {
  readonly source: LogSource;
  readonly sink: LogSink;
  readonly admin: LogAdmin;
  readonly database: Database;
}

/** A process's config is one. */
export interface EngineSettings {
  readonly kafka: KafkaConfig;
  readonly database: DatabaseConfig;
}

export interface EngineOptions {
  /** The process, as brokers and database list it. */
  readonly name: string;
  /** Off where what PostgreSQL loses in a crash is all read again from the log. */
  readonly synchronousCommit: 'on' | 'off';
}

/**
 * Batches are appended while their transaction is open: a log that takes longer than this is waited for outside of it,
 * before PostgreSQL ends the transaction for idling (4 s).
 */
const APPEND_DEADLINE_MS = 3_000;
/** Two batches of a reader and everything else that may be under way, with room to spare. */
const APPEND_QUEUE_LIMIT = 20_000;

export function connectEngines(
  { kafka, database }: EngineSettings,
  { name, synchronousCommit }: EngineOptions,
  log: Log,
): Engines {
  const connection = kafkaConnection(kafka, name);
  return {
    source: createLogSource(connection, log),
    sink: createLogSink(connection, { deadlineMs: APPEND_DEADLINE_MS, queueLimit: APPEND_QUEUE_LIMIT }, log),
    admin: createLogAdmin(connection, log),
    database: createDatabase({
      url: database.url,
      poolSize: database.poolSize,
      applicationName: name,
      ...(synchronousCommit === 'off' && { synchronousCommit }),
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
