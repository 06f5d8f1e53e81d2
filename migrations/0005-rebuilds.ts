import { sql, type Kysely } from 'kysely';

/**
 * What a rebuild is asked to do, how far it has come and what it found. `built_at` is null while a generation's rows are
 * still being read from the log: nobody follows it until then. A generation whose tables were dropped keeps its row: numbers are
 * not used twice. `applied_until` says how old what a reader shows is.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`ALTER TABLE log_positions ADD COLUMN applied_until timestamptz`.execute(db);
  await sql`
    ALTER TABLE projection_generations
      ADD COLUMN promote text NOT NULL DEFAULT 'auto' CHECK (promote IN ('auto', 'manual', 'in_place')),
      ADD COLUMN throttle int CHECK (throttle > 0),
      ADD COLUMN unattended boolean NOT NULL DEFAULT false,
      ADD COLUMN events_done bigint NOT NULL DEFAULT 0,
      ADD COLUMN events_total bigint NOT NULL DEFAULT 0,
      ADD COLUMN events_per_second int NOT NULL DEFAULT 0,
      ADD COLUMN view_statements json,
      ADD COLUMN comparison json,
      ADD COLUMN error text,
      ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now(),
      ADD COLUMN built_at timestamptz,
      ADD COLUMN dropped_at timestamptz`.execute(db);
  await sql`UPDATE projection_generations SET built_at = created_at`.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  await sql`
    ALTER TABLE projection_generations
      DROP COLUMN promote, DROP COLUMN throttle, DROP COLUMN unattended,
      DROP COLUMN events_done, DROP COLUMN events_total, DROP COLUMN events_per_second, DROP COLUMN view_statements, DROP COLUMN comparison,
      DROP COLUMN error, DROP COLUMN changed_at, DROP COLUMN built_at, DROP COLUMN dropped_at`.execute(db);
  await sql`ALTER TABLE log_positions DROP COLUMN applied_until`.execute(db);
}
