/**
 * Recipients are not stored: nobody asks the read side for addresses, and the log keeps them already.
 *
 * A page keeps room for a second version of its rows, and no index holds a column that changes, so that updates touch no
 * index (HOT). What a notification was first asked for is repeated in `deliveries`, where lists by channel go down it.
 */
export function notificationLogTables(schema: string): readonly string[] {
  return [
    `CREATE TABLE ${schema}.notifications (
      notification_id uuid PRIMARY KEY,
      first_event_id uuid NOT NULL,
      first_offset bigint NOT NULL,
      requested_at timestamptz NOT NULL,
      completed_at timestamptz,
      partition smallint NOT NULL,
      status text NOT NULL CHECK (status IN ('pending', 'sent', 'failed')),
      channels text[] NOT NULL,
      user_id text COLLATE "C" NOT NULL,
      title text NOT NULL,
      body text NOT NULL,
      source text NOT NULL,
      rule text,
      transaction_id text COLLATE "C",
      CHECK (status <> 'pending' OR completed_at IS NULL),
      -- What no index can hold is wrong data, to be parked; PostgreSQL's own error would stop the projector.
      CHECK (octet_length(user_id) <= 1000)
    ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05)`,
    // One channel of a notification, as far as the domain's `Delivery` is folded.
    `CREATE TABLE ${schema}.deliveries (
      notification_id uuid NOT NULL,
      round_event_id uuid NOT NULL,
      first_offset bigint NOT NULL,
      requested_at timestamptz NOT NULL,
      round_began_at timestamptz NOT NULL,
      last_attempt_at timestamptz,
      next_attempt_at timestamptz,
      attempts int NOT NULL,
      round_after int NOT NULL,
      partition smallint NOT NULL,
      channel text COLLATE "C" NOT NULL,
      status text NOT NULL CHECK (status IN ('pending', 'success', 'failed', 'unknown')),
      unknown_attempts int[] NOT NULL,
      provider text,
      error_message text,
      PRIMARY KEY (notification_id, channel)
    ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05)`,
    // Every attempt once; `counted` is false of one whose result was there already.
    `CREATE TABLE ${schema}.attempts (
      notification_id uuid NOT NULL,
      event_id uuid NOT NULL,
      log_offset bigint NOT NULL,
      attempted_at timestamptz NOT NULL,
      next_attempt_at timestamptz,
      attempt int NOT NULL,
      partition smallint NOT NULL,
      counted boolean NOT NULL,
      channel text COLLATE "C" NOT NULL,
      result text NOT NULL CHECK (result IN ('success', 'retry', 'failed', 'unknown')),
      provider text,
      code text,
      error_message text,
      PRIMARY KEY (notification_id, channel, event_id)
    )`,
    // Asked for by hand; without `channels` it was for all of them.
    `CREATE TABLE ${schema}.retries (
      notification_id uuid NOT NULL,
      event_id uuid NOT NULL,
      log_offset bigint NOT NULL,
      requested_at timestamptz NOT NULL,
      partition smallint NOT NULL,
      requested_by text NOT NULL,
      channels text[],
      PRIMARY KEY (notification_id, event_id)
    )`,
    // For lists by status: an index on it would be changed by every end. `unknown` stands beside the status.
    `CREATE TABLE ${schema}.unsent (
      notification_id uuid NOT NULL,
      requested_at timestamptz NOT NULL,
      first_offset bigint NOT NULL,
      partition smallint NOT NULL,
      status text COLLATE "C" NOT NULL CHECK (status IN ('pending', 'failed', 'unknown')),
      PRIMARY KEY (status, requested_at, first_offset, partition)
    ) WITH (autovacuum_vacuum_scale_factor = 0.02)`,
  ];
}

/** Lists go down one of these, newest first: nothing is ever sorted. The last one is for the timeline of a transaction. */
export function notificationLogIndexes(schema: string): readonly string[] {
  const rows = `${schema}.notifications`;
  return [
    `CREATE INDEX notifications_by_time ON ${rows} (requested_at, first_offset, partition)`,
    `CREATE INDEX notifications_by_user ON ${rows} (user_id, requested_at, first_offset, partition)`,
    `CREATE INDEX deliveries_by_channel ON ${schema}.deliveries (channel, requested_at, first_offset, partition)`,
    `CREATE INDEX notifications_by_transaction ON ${rows} (transaction_id, requested_at, first_offset, partition)
      WHERE transaction_id IS NOT NULL`,
  ];
}

/** For people with SQL. */
export function notificationLogViews(schema: string): readonly string[] {
  return [
    `DROP VIEW IF EXISTS read.notifications, read.notification_deliveries, read.notification_attempts,
      read.notification_retries`,
    `CREATE VIEW read.notifications AS
      SELECT notification_id, user_id, title, body, channels, status, requested_at, completed_at, source, rule,
        transaction_id, partition, first_offset, first_event_id
      FROM ${schema}.notifications`,
    `CREATE VIEW read.notification_deliveries AS
      SELECT notification_id, channel, status, attempts, last_attempt_at, next_attempt_at, provider, error_message,
        unknown_attempts, round_began_at, partition
      FROM ${schema}.deliveries`,
    `CREATE VIEW read.notification_attempts AS
      SELECT notification_id, channel, attempt, result, counted, provider, code, error_message, attempted_at,
        next_attempt_at, partition, log_offset, event_id
      FROM ${schema}.attempts`,
    `CREATE VIEW read.notification_retries AS
      SELECT notification_id, channels, requested_by, requested_at, partition, log_offset, event_id
      FROM ${schema}.retries`,
  ];
}
