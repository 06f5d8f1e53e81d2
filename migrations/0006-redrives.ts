import { sql, type Kysely } from 'kysely';

/**
 * Asked for by an operator, done by the process that owns the partition, kept for ever: who had parked records applied
 * again, when, and what came of it. One row a key; a record without a key is named by its offset.
 * Keys are found by their hash: a B-tree refuses those that are longer than a third of a page, and one such key in the log
 * would stop its partition.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    CREATE TABLE redrives (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      reader text NOT NULL,
      topic text NOT NULL,
      partition int NOT NULL,
      key bytea,
      "offset" bigint,
      requested_by text NOT NULL,
      requested_at timestamptz NOT NULL DEFAULT now(),
      state text NOT NULL DEFAULT 'requested' CHECK (state IN ('requested', 'redriven', 'still_parked', 'nothing_parked')),
      applied int NOT NULL DEFAULT 0,
      remaining int NOT NULL DEFAULT 0,
      error_message text,
      finished_at timestamptz,
      CHECK ((key IS NULL) <> ("offset" IS NULL)),
      CHECK ((state = 'requested') = (finished_at IS NULL))
    )`.execute(db);
  await sql`
    CREATE INDEX redrives_to_do ON redrives (reader, topic, partition) WHERE state = 'requested'`.execute(db);
  await sql`DROP INDEX parked_records_by_key`.execute(db);
  await sql`CREATE INDEX parked_records_by_key ON parked_records USING hash (key)`.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  await sql`DROP INDEX parked_records_by_key`.execute(db);
  await sql`CREATE INDEX parked_records_by_key ON parked_records (reader, topic, key)`.execute(db);
  await sql`DROP TABLE redrives`.execute(db);
}
