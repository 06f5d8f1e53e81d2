import { sql, type Kysely } from 'kysely';

/**
 * First event and outcome of each transaction. Kept for ever: "the first one wins" has no time limit.
 * Only the primary key is indexed, so that storing an outcome stays on the row's page (HOT).
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    CREATE TABLE transaction_claims (
      first_event_id uuid NOT NULL,
      processed_at timestamptz,
      partition smallint NOT NULL,
      transaction_id text COLLATE "C" PRIMARY KEY,
      facts json NOT NULL,
      outcome text CHECK (outcome IN ('PROCESSED', 'FAILED')),
      reason text,
      later_report json,
      CHECK ((outcome IS NULL) = (processed_at IS NULL))
    ) WITH (fillfactor = 90)`.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  await sql`DROP TABLE transaction_claims`.execute(db);
}
