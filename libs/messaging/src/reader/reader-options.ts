import type { EventType, Topic } from '@app/contracts';
import type { Database } from '@app/database';

import type { LogAdmin } from '../log/log-admin.js';
import type { LogSource } from '../log/log-source.js';
import type { FactLogger } from '../log/logger.js';
import type { ReadBatch } from './read-batch.js';

/** What a reader reads and what it does with it. */
export interface ReaderOptions {
  /** Whose positions and parked records these are. */
  readonly reader: string;
  /** The Kafka consumer group that shares the partitions. */
  readonly group: string;
  readonly topic: Topic;
  /** Other types are skipped. */
  readonly subscription: ReadonlySet<EventType>;
  /**
   * Where it begins when it has no position yet: with the first record, as by default, or behind the last one. Then all
   * partitions begin where they end at the moment when the first of them is assigned for the first time.
   */
  readonly startAt?: 'beginning' | 'end';
  /** Applies a batch inside its transaction; throwing rolls everything back, position included. */
  readonly apply: (batch: ReadBatch) => Promise<void>;
}

/** What a reader works with. */
export interface ReaderEngines {
  readonly source: LogSource;
  readonly admin: LogAdmin;
  readonly database: Database;
  readonly log: FactLogger;
}
