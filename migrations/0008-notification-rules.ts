import { sql, type Kysely } from 'kysely';

/**
 * The rules that are switched on, and since when. Of a daily one: the last day that it is done with, and how far it is with
 * the day that it is at, merchant after merchant.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    CREATE TABLE notification_rules (
      rule text COLLATE "C" PRIMARY KEY,
      switched_on_at timestamptz NOT NULL,
      last_day date,
      open_day date,
      after_merchant text COLLATE "C",
      CHECK ((open_day IS NULL) = (after_merchant IS NULL))
    )`.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  await sql`DROP TABLE notification_rules`.execute(db);
}
