import {
  createLogAdmin,
  createLogSink,
  createLogSource,
  LogUnreachableError,
  type BatchingOptions,
  type FactLogger,
  type LogAdmin,
  type LogSink,
  type LogSource,
} from '@app/messaging';
import { kafkaConnection } from '@app/platform';

import { EngineError } from './engine.errors.js';
import { kafkaConfig } from './engines.config.js';

/** A command says once, at its end, what went wrong; what the client tells on the way is noise. */
export const SILENT_LOG: FactLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface Log {
  readonly admin: LogAdmin;
  readonly source: LogSource;
}

export interface WritableLog extends Log {
  newSink(options: BatchingOptions): LogSink;
}

/**
 * Runs `work` with the log of the environment (KAFKA_BROKERS, KAFKA_TOPIC_PREFIX, …) and closes it.
 *
 * @throws EngineError
 */
export async function withLog<Result>(work: (log: WritableLog) => Promise<Result>): Promise<Result> {
  const config = kafkaConfig();
  const connection = kafkaConnection(config, 'tidemark-cli');
  const admin = createLogAdmin(connection, SILENT_LOG);
  try {
    return await work({
      admin,
      source: createLogSource(connection, SILENT_LOG),
      newSink: (options) => createLogSink(connection, options, SILENT_LOG),
    });
  } catch (cause) {
    if (!(cause instanceof LogUnreachableError)) throw cause;
    throw new EngineError('Kafka', config.brokers.join(','), { cause });
  } finally {
    await admin.close();
  }
}
