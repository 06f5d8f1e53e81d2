import { sql, type Kysely } from 'kysely';

/** What is to be done once, when it is due. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    CREATE TABLE work_items (
      queue text NOT NULL,
      item_id text COLLATE "C" NOT NULL,
      partition smallint NOT NULL,
      due_at timestamptz NOT NULL,
      attempts int NOT NULL DEFAULT 0,
      leased_until timestamptz,
      payload json NOT NULL,
      PRIMARY KEY (queue, item_id)
    ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)`.execute(db);
  await sql`CREATE INDEX work_items_by_due_time ON work_items (queue, due_at)`.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  await sql`DROP TABLE work_items`.execute(db);
}
