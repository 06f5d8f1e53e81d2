import { sql, type Kysely } from 'kysely';

/** First event and outcome of each transaction. Kept for ever: "the first one wins" has no time limit. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    CREATE TABLE transaction_claims (
      transaction_id text COLLATE "C" PRIMARY KEY,
      partition smallint NOT NULL,
      first_event_id uuid NOT NULL,
      fingerprint bytea NOT NULL,
      facts json NOT NULL,
      outcome text CHECK (outcome IN ('PROCESSED', 'FAILED')),
      reason text,
      processed_at timestamptz,
      CHECK ((outcome IS NULL) = (processed_at IS NULL))
    ) WITH (fillfactor = 85)`.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  await sql`DROP TABLE transaction_claims`.execute(db);
}
