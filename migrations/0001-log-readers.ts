import { sql, type Kysely } from 'kysely';

/** Positions of the readers of the log, and the records that they could not apply. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    CREATE TABLE log_positions (
      reader text NOT NULL,
      topic text NOT NULL,
      partition int NOT NULL,
      next_offset bigint NOT NULL CHECK (next_offset >= 0),
      last_event_id text NOT NULL DEFAULT '',
      parked int NOT NULL DEFAULT 0 CHECK (parked >= 0),
      updated_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (reader, topic, partition)
    ) WITH (fillfactor = 50)`.execute(db);
  await sql`
    CREATE TABLE parked_records (
      reader text NOT NULL,
      topic text NOT NULL,
      partition int NOT NULL,
      "offset" bigint NOT NULL,
      key bytea,
      value bytea,
      headers jsonb NOT NULL,
      appended_at timestamptz NOT NULL,
      error_class text NOT NULL,
      error_message text NOT NULL,
      parked_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (reader, topic, partition, "offset")
    )`.execute(db);
  await sql`CREATE INDEX parked_records_by_key ON parked_records (reader, topic, key)`.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  await sql`DROP TABLE parked_records, log_positions`.execute(db);
}
