import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { MIGRATIONS } from '../../../migrations/index.js';
import { migrateDown, migrateUp, migrationStatus } from './migrate.js';

const NAMES = Object.keys(MIGRATIONS);

// Real PostgreSQL and the migrations of this repository.
describe('migrations', () => {
  let test: TestDatabase;

  beforeEach(async () => {
    test = await createTestDatabase();
  });
  afterEach(() => test.drop());

  /** Every column, constraint and index outside the migrator's own tables, as text. */
  const schema = async (): Promise<readonly string[]> => {
    const { rows } = await sql<{ line: string }>`
      SELECT concat_ws(' ', table_schema, table_name, column_name, data_type, is_nullable, column_default) AS line
      FROM information_schema.columns
      WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_name NOT LIKE 'kysely%'
      UNION ALL SELECT pg_get_indexdef(indexrelid) FROM pg_index
      WHERE indrelid::regclass::text !~ '^(pg_|kysely)' AND indrelid >= 16384
      UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint
      WHERE conrelid >= 16384 AND conrelid::regclass::text !~ '^kysely'
      UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema)'
      ORDER BY line`.execute(test.database);
    return rows.map((row) => row.line);
  };
  const downAll = async (): Promise<void> => {
    for (let left = NAMES.length; left > 0; left -= 1) await migrateDown(test.database, MIGRATIONS);
  };

  it('given an empty database, when migrated up, down and up, then down leaves nothing and up makes the same again', async () => {
    const empty = await schema();
    const first = await migrateUp(test.database, MIGRATIONS);
    const made = await schema();

    await downAll();
    expect(await schema()).toEqual(empty);
    await migrateUp(test.database, MIGRATIONS);

    expect(first.map((result) => result.migrationName)).toEqual(NAMES);
    expect(made.length).toBeGreaterThan(empty.length);
    expect(await schema()).toEqual(made);
  });

  it('given all migrations, when one is taken back, then it is the newest, and the status says so', async () => {
    await migrateUp(test.database, MIGRATIONS);

    const back = await migrateDown(test.database, MIGRATIONS);

    expect(back.map((result) => result.migrationName)).toEqual(NAMES.slice(-1));
    const status = await migrationStatus(test.database, MIGRATIONS);
    expect(status.map(({ name, executedAt }) => [name, executedAt !== undefined])).toEqual(
      NAMES.map((name) => [name, name !== NAMES.at(-1)]),
    );
  });

  it('given three processes at once, when all migrate, then each migration runs once', async () => {
    const runs = await Promise.all([1, 2, 3].map(() => migrateUp(test.database, MIGRATIONS)));

    expect(runs.flat().map((result) => result.migrationName)).toEqual(NAMES);
  });

  it('given a migration that fails, when migrated, then the error names it and nothing of the run stays', async () => {
    const broken = { ...MIGRATIONS, '9999-broken': { up: () => Promise.reject(new Error('no such thing')) } };
    const before = await schema();

    await expect(migrateUp(test.database, broken)).rejects.toMatchObject({
      message: 'migration failed at 9999-broken',
      cause: { message: 'no such thing' },
    });

    expect(await schema()).toEqual(before);
  });
});
