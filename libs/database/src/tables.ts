import type { ColumnType, Generated, JSONColumnType } from 'kysely';

/** bigint columns are read as strings and written as strings or numbers: a double ends at 2^53. */
type Int8 = ColumnType<string, string | number, string | number>;
type Timestamp = ColumnType<Date, Date | string, Date | string>;
type GeneratedInt8 = ColumnType<string, string | number | undefined, string | number>;
type GeneratedTimestamp = ColumnType<Date, Date | string | undefined, Date | string>;

/** How far a reader has applied a partition. The only truth about that; Kafka's committed offsets are not read. */
export interface LogPositionsTable {
  reader: string;
  topic: string;
  partition: number;
  next_offset: Int8;
  /** `ce_id` of the record before `next_offset`; empty when it had none. Proves that the log is the one read before. */
  last_event_id: string;
  /** Records of this partition that wait in `parked_records`. */
  parked: Generated<number>;
  updated_at: GeneratedTimestamp;
  /** LogAppendTime of the record before `next_offset`. */
  applied_until: Timestamp | null;
}

/** Records that could not be applied, and those of the same key behind them, byte for byte. */
export interface ParkedRecordsTable {
  reader: string;
  topic: string;
  partition: number;
  offset: Int8;
  /** Null for a record without a key: nothing waits behind it. */
  key: Buffer | null;
  value: Buffer | null;
  headers: JSONColumnType<Record<string, string>>;
  appended_at: Timestamp;
  error_class: string;
  error_message: string;
  parked_at: GeneratedTimestamp;
}

export type GenerationState =
  'building' | 'catching_up' | 'verifying' | 'ready' | 'promoted' | 'rolled_back' | 'failed';

/** A read model's tables live in a schema of their own generation; one generation a projection is promoted. */
export interface ProjectionGenerationsTable {
  projection: string;
  generation: number;
  schema_name: string;
  state: GenerationState;
  code_version: number;
  ddl_hash: string;
  reporting_zone: string;
  tzdata_version: string;
  created_at: GeneratedTimestamp;
  promoted_at: Timestamp | null;
  /** What a rebuild does once it is done; `in_place`: it was promoted before its rows were there. */
  promote: Generated<'auto' | 'manual' | 'in_place'>;
  /** Events per second at most. */
  throttle: number | null;
  /** A projector carries the rebuild out; otherwise whoever has asked for it does. */
  unattended: Generated<boolean>;
  events_done: GeneratedInt8;
  events_total: GeneratedInt8;
  events_per_second: Generated<number>;
  /** Point the views `read.*` at it; another binary may have to run them. */
  view_statements: JSONColumnType<readonly string[]> | null;
  /** What the comparison with the live generation found. */
  comparison: JSONColumnType<object> | null;
  error: string | null;
  changed_at: GeneratedTimestamp;
  /** Null while the rows are still being read from the log. */
  built_at: Timestamp | null;
  dropped_at: Timestamp | null;
}

export type RedriveState = 'requested' | 'redriven' | 'still_parked' | 'nothing_parked';

/** Parked records that an operator wants applied again: one row a key, kept for ever. */
export interface RedrivesTable {
  id: Generated<string>;
  reader: string;
  topic: string;
  partition: number;
  key: Buffer | null;
  /** Of a record without a key. */
  offset: Int8 | null;
  requested_by: string;
  requested_at: GeneratedTimestamp;
  state: Generated<RedriveState>;
  applied: Generated<number>;
  remaining: Generated<number>;
  error_message: string | null;
  finished_at: Timestamp | null;
}

/** One row a transaction: the first TransactionReceived that counts, and the outcome that counts. */
export interface TransactionClaimsTable {
  transaction_id: string;
  partition: number;
  first_event_id: string;
  /** What a comparison and an outcome need of the first event (TransactionFacts). */
  facts: JSONColumnType<object>;
  outcome: 'PROCESSED' | 'FAILED' | null;
  reason: string | null;
  processed_at: Timestamp | null;
  /** A later post that reported the outcome while the transaction was open. */
  later_report: JSONColumnType<object> | null;
}

/** Work to be done once, when due, by whoever claims it. */
export interface WorkItemsTable {
  queue: string;
  item_id: string;
  partition: number;
  due_at: Timestamp;
  attempts: Generated<number>;
  /** Until then the item belongs to the process that claimed it. */
  leased_until: Timestamp | null;
  payload: JSONColumnType<object>;
}

export interface Tables {
  log_positions: LogPositionsTable;
  parked_records: ParkedRecordsTable;
  projection_generations: ProjectionGenerationsTable;
  transaction_claims: TransactionClaimsTable;
  work_items: WorkItemsTable;
  redrives: RedrivesTable;
}
