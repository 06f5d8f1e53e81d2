import { sql, type Kysely } from 'kysely';

/**
 * What is to be done once, when it is due. A lease is in no index, so that taking an item stays on its page (HOT);
 * the index leads with the partition because a process takes the items of its own partitions only.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    CREATE TABLE work_items (
      due_at timestamptz NOT NULL,
      leased_until timestamptz,
      attempts int NOT NULL DEFAULT 0,
      partition smallint NOT NULL,
      queue text COLLATE "C" NOT NULL,
      item_id text COLLATE "C" NOT NULL,
      payload json NOT NULL,
      PRIMARY KEY (queue, item_id)
    ) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02)`.execute(db);
  await sql`CREATE INDEX work_items_by_due_time ON work_items (queue, partition, due_at)`.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  await sql`DROP TABLE work_items`.execute(db);
}
