import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { isDataError, isUndefinedTable } from './database-error.js';

// Real PostgreSQL, as the codes are its own.
describe('database errors', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase();
    await sql`CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL CHECK (name <> ''))`.execute(test.database);
    await sql`INSERT INTO item VALUES (1, 'one')`.execute(test.database);
  });
  afterAll(() => test.drop());

  const errorOf = (query: string): Promise<unknown> =>
    sql
      .raw(query)
      .execute(test.database)
      .then(
        () => undefined,
        (error: unknown) => error,
      );

  it.each([
    ['text that is no number', `SELECT 'x'::int`, '22P02'],
    ['a number out of range', `SELECT 99999999999::int`, '22003'],
    ['a second row of one key', `INSERT INTO item VALUES (1, 'two')`, '23505'],
    ['a missing value', `INSERT INTO item VALUES (2, NULL)`, '23502'],
    ['a value that a check refuses', `INSERT INTO item VALUES (3, '')`, '23514'],
  ])('given %s, when PostgreSQL refuses it, then it is an error of the data', async (_what, query, code) => {
    const error = await errorOf(query);

    expect(error).toMatchObject({ code });
    expect(isDataError(error)).toBe(true);
  });

  it.each([
    ['a missing table', `SELECT * FROM nothing`, '42P01'],
    ['a missing column', `SELECT nothing FROM item`, '42703'],
    ['a cancelled statement', `SET statement_timeout = 1; SELECT pg_sleep(1)`, '57014'],
    ['an exception of our own', `DO $$ BEGIN RAISE EXCEPTION 'no'; END $$`, 'P0001'],
  ])('given %s, when PostgreSQL refuses it, then it is no error of the data', async (_what, query, code) => {
    const error = await errorOf(query);

    expect(error).toMatchObject({ code });
    expect(isDataError(error)).toBe(false);
    expect(isUndefinedTable(error)).toBe(code === '42P01');
  });

  it.each([
    new TypeError('a bug'),
    Object.assign(new Error('not from PostgreSQL'), { code: '22P02' }),
    'text',
    undefined,
  ])('given %p, when judged, then it is no error of the data', (error) => {
    expect(isDataError(error)).toBe(false);
  });
});
