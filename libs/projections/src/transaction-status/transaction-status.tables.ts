/**
 * Fixed widths first, so that no row pays for alignment. `defaulted` holds the first letters of the fields that the
 * post left out; offsets are the places in the log of the post and of the outcome that count.
 *
 * A page keeps room for the second version of each of its rows, and no index holds a column that an outcome changes:
 * its update touches no index (HOT, 100 % of them; 94 % with fillfactor 50). Without the room a row would be a third
 * smaller, and each outcome would leave an entry in every index for vacuum to find.
 */
export function transactionStatusTables(schema: string): readonly string[] {
  return [
    `CREATE TABLE ${schema}.transactions (
      first_event_id uuid NOT NULL,
      outcome_event_id uuid,
      amount_minor bigint NOT NULL,
      first_offset bigint NOT NULL,
      outcome_offset bigint,
      occurred_at timestamptz NOT NULL,
      received_at timestamptz NOT NULL,
      processed_at timestamptz,
      duplicates int NOT NULL DEFAULT 0,
      partition smallint NOT NULL,
      exponent smallint NOT NULL,
      user_id_is_number boolean NOT NULL,
      transaction_id text COLLATE "C" PRIMARY KEY,
      status text NOT NULL CHECK (status IN ('PROCESSING', 'PROCESSED', 'FAILED')),
      currency text NOT NULL,
      source_account text,
      destination_account text,
      merchant_id text,
      user_id text,
      defaulted text,
      reported_status text,
      later_outcome text,
      failure_reason text,
      metadata json,
      CHECK ((status = 'PROCESSING') = (processed_at IS NULL)),
      -- What no index can hold is wrong data, to be parked; PostgreSQL's own error would stop the projector.
      CHECK (octet_length(transaction_id) <= 1000)
    ) WITH (fillfactor = 45, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05)`,
    // What has no PROCESSED outcome, for lists by status: an index on the status would be changed by every outcome.
    `CREATE TABLE ${schema}.unprocessed (
      occurred_at timestamptz NOT NULL,
      first_offset bigint NOT NULL,
      partition smallint NOT NULL,
      status text COLLATE "C" NOT NULL CHECK (status IN ('PROCESSING', 'FAILED')),
      transaction_id text COLLATE "C" NOT NULL,
      PRIMARY KEY (status, occurred_at, first_offset, partition)
    ) WITH (autovacuum_vacuum_scale_factor = 0.02)`,
    // Every later post of a transaction once, whatever it was judged to be: its record may come again, and be judged otherwise.
    `CREATE TABLE ${schema}.receipts (
      event_id uuid NOT NULL,
      received_at timestamptz NOT NULL,
      log_offset bigint NOT NULL,
      partition smallint NOT NULL,
      transaction_id text COLLATE "C" NOT NULL,
      verdict text NOT NULL CHECK (verdict IN ('duplicate', 'conflict', 'reported-outcome')),
      PRIMARY KEY (transaction_id, event_id)
    )`,
    // What the processor said of them; `event_id` is the later post's, what begins with `noted` is of its own event.
    `CREATE TABLE ${schema}.conflicts (
      event_id uuid NOT NULL,
      noted_event_id uuid NOT NULL,
      received_at timestamptz NOT NULL,
      noted_at timestamptz,
      noted_offset bigint NOT NULL,
      partition smallint NOT NULL,
      transaction_id text COLLATE "C" NOT NULL,
      conflicting_fields json NOT NULL,
      PRIMARY KEY (transaction_id, event_id)
    )`,
    // Records that changed nothing.
    `CREATE TABLE ${schema}.ignored (
      event_id uuid NOT NULL,
      event_time timestamptz,
      log_offset bigint NOT NULL,
      partition smallint NOT NULL,
      transaction_id text COLLATE "C" NOT NULL,
      type text NOT NULL,
      reason text NOT NULL CHECK
        (reason IN ('rewritten', 'second-outcome', 'second-conflict', 'other-first-event', 'no-first-event')),
      PRIMARY KEY (transaction_id, log_offset, partition),
      CHECK (octet_length(transaction_id) <= 1000)
    )`,
  ];
}

/**
 * Lists go down one of these, newest first: nothing is ever sorted. What happened at the same instant is told apart by its
 * place in the log.
 */
export function transactionStatusIndexes(schema: string): readonly string[] {
  const rows = `${schema}.transactions`;
  return [
    `CREATE INDEX transactions_by_time ON ${rows} (occurred_at, first_offset, partition)`,
    `CREATE INDEX transactions_by_merchant ON ${rows} (merchant_id, occurred_at, first_offset, partition)`,
    `CREATE INDEX transactions_by_source ON ${rows} (source_account, occurred_at, first_offset, partition)`,
    `CREATE INDEX transactions_by_destination ON ${rows} (destination_account, occurred_at, first_offset, partition)`,
    `CREATE INDEX transactions_by_currency ON ${rows} (currency, occurred_at, first_offset, partition)`,
  ];
}

/** For people with SQL: amounts as decimals, no internals. */
export function transactionStatusViews(schema: string): readonly string[] {
  return [
    `DROP VIEW IF EXISTS read.transactions, read.transaction_receipts, read.transaction_conflicts,
      read.transaction_ignored_records`,
    `CREATE VIEW read.transactions AS
      SELECT transaction_id, source_account, destination_account, merchant_id, user_id,
        round(amount_minor / 10::numeric ^ exponent, exponent::int) AS amount, currency, status, occurred_at, received_at,
        processed_at, failure_reason, reported_status, duplicates, metadata, partition, first_offset, first_event_id,
        outcome_offset, outcome_event_id
      FROM ${schema}.transactions`,
    `CREATE VIEW read.transaction_receipts AS
      SELECT event_id, transaction_id, verdict, received_at, partition, log_offset FROM ${schema}.receipts`,
    `CREATE VIEW read.transaction_conflicts AS
      SELECT event_id, transaction_id, received_at, conflicting_fields, partition, noted_offset
      FROM ${schema}.conflicts`,
    `CREATE VIEW read.transaction_ignored_records AS
      SELECT event_id, transaction_id, type, event_time, reason, partition, log_offset FROM ${schema}.ignored`,
  ];
}
