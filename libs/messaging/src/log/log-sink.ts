import type { AppendableRecord, RecordPosition } from './log-record.js';

/** Durable append: the promise resolves only once the broker has confirmed the record with acks=all. */
export abstract class LogSink {
  /**
   * Appends one record; records of one key keep their order.
   *
   * @throws NotAppendedError when it was not attempted (queue full, log unreachable)
   * @throws UnknownOutcomeError when it may or may not have been written before the deadline
   */
  abstract append(record: AppendableRecord): Promise<RecordPosition>;

  /** Whether the last attempt to reach the log succeeded; false while it cannot be reached. */
  abstract readonly reachable: boolean;

  /** Waits for what is in flight, then closes the connection. */
  abstract close(): Promise<void>;
}
