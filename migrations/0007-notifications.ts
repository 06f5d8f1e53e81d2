import { sql, type Kysely } from 'kysely';

/**
 * Where users are reached, and what the notifier knows of each notification: the first request of an id counts, for ever.
 * Only primary keys are indexed, so that every change of a delivery stays on its page (HOT).
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    CREATE TABLE contacts (
      user_id text COLLATE "C" NOT NULL,
      channel text COLLATE "C" NOT NULL,
      address text NOT NULL,
      changed_at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (user_id, channel)
    )`.execute(db);
  await sql`
    CREATE TABLE notification_claims (
      notification_id uuid PRIMARY KEY,
      first_event_id uuid NOT NULL,
      partition smallint NOT NULL,
      user_id text NOT NULL,
      title text NOT NULL,
      body text NOT NULL,
      recipients json,
      requested_at timestamptz NOT NULL,
      traceparent text
    )`.execute(db);
  // `state` is the domain's Delivery. `sending` is the attempt that was begun last: who was asked, under which event id,
  // and the event itself once it is known; it says after a crash what may have been sent.
  await sql`
    CREATE TABLE notification_deliveries (
      notification_id uuid NOT NULL,
      channel text COLLATE "C" NOT NULL,
      state json NOT NULL,
      sending json,
      PRIMARY KEY (notification_id, channel)
    ) WITH (fillfactor = 50)`.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  await sql`DROP TABLE notification_deliveries, notification_claims, contacts`.execute(db);
}
