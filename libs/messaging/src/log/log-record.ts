/** A record to be written. `partition` is always ours (see `partitionOf`), never a client library's choice. */
export interface NewRecord {
  readonly topic: string;
  readonly partition: number;
  readonly key: string | null;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Where the broker has put a record. */
export interface RecordPosition {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** A record as it was read. Offsets are numbers: 2^53 records of one partition are out of reach. */
export interface LogRecord extends RecordPosition {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | undefined>>;
  /** LogAppendTime, milliseconds since 1970. */
  readonly timestamp: number;
}
