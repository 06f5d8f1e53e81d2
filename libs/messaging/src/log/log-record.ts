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
  /** By name; a header that came more than once has its last value, one without a value is not here. */
  readonly headers: Readonly<Record<string, Buffer | undefined>>;
  /** All values of the headers that came more than once or without one; absent where there are none, as in ours. */
  readonly unusualHeaders?: Readonly<Record<string, readonly (Buffer | null)[]>>;
  /** LogAppendTime, milliseconds since 1970. */
  readonly timestamp: number;
}

/** A record to be written as it was read, byte for byte, whatever it holds. */
export type RecordCopy = Omit<LogRecord, 'offset' | 'timestamp'>;

/** What a log takes: an event of ours, or a copy of a record. */
export type AppendableRecord = NewRecord | RecordCopy;
