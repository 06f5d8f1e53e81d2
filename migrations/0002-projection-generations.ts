import { sql, type Kysely } from 'kysely';

/** Which generation of each read model there is, and which one is read. `read` holds the views for people with SQL. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    CREATE TABLE projection_generations (
      projection text NOT NULL,
      generation int NOT NULL CHECK (generation > 0),
      schema_name text NOT NULL UNIQUE,
      state text NOT NULL
        CHECK (state IN ('building', 'catching_up', 'verifying', 'ready', 'promoted', 'rolled_back', 'failed')),
      code_version int NOT NULL,
      ddl_hash text NOT NULL,
      reporting_zone text NOT NULL,
      tzdata_version text NOT NULL,
      created_at timestamptz NOT NULL DEFAULT now(),
      promoted_at timestamptz,
      PRIMARY KEY (projection, generation)
    )`.execute(db);
  await sql`
    CREATE UNIQUE INDEX one_promoted_generation ON projection_generations (projection) WHERE state = 'promoted'`.execute(
    db,
  );
  await sql`CREATE SCHEMA read`.execute(db);
}

export async function down(db: Kysely<never>): Promise<void> {
  await sql`DROP SCHEMA read CASCADE`.execute(db);
  await sql`DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT schema_name FROM projection_generations LOOP EXECUTE format('DROP SCHEMA IF EXISTS %I CASCADE', name); END LOOP;
  END $$`.execute(db);
  await sql`DROP TABLE projection_generations`.execute(db);
}
