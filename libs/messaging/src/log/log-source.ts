import type { LogRecord } from './log-record.js';

/** Consecutive records of one partition. `end` is the next offset to read, past records that are not shown. */
export interface LogSlice {
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly LogRecord[];
  readonly end: number;
}

export interface LogListener {
  /**
   * Called after every assignment with all partitions now owned; nothing of them is delivered before it resolves.
   *
   * @returns the offset to begin at, by partition
   */
  assigned(partitions: readonly number[]): Promise<ReadonlyMap<number, number>>;

  /** Takes records over; the promise holds back further fetches (back-pressure), it does not mean "applied". */
  records(slice: LogSlice): Promise<void>;

  /** What the log client could not mend by itself; it goes on trying. */
  trouble(error: Error): void;
}

export interface LogSubscription {
  /** Stops the delivery of these partitions until `deliver` is called for each. */
  hold(partitions: readonly number[]): void;

  /** Starts the delivery of a partition (again) at `offset`. */
  deliver(partition: number, offset: number): void;

  /** Notes applied offsets in the consumer group; only for lag tools, nothing here ever reads them. */
  note(positions: ReadonlyMap<number, number>): Promise<void>;

  /** Leaves the group; resolves when no more records will be delivered. */
  close(): Promise<void>;
}

/** A topic read by a group of processes that share its partitions. */
export abstract class LogSource {
  abstract subscribe(topic: string, group: string, listener: LogListener): Promise<LogSubscription>;
}
