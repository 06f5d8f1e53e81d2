import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { compareTables, type Comparison } from './compare-tables.js';

describe('compareTables', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
    for (const schema of ['live', 'rebuilt']) {
      await sql`CREATE SCHEMA ${sql.id(schema)}`.execute(test.database);
      await sql`CREATE TABLE ${sql.table(`${schema}.things`)} (
        id text PRIMARY KEY, partition smallint, words text[], details json, place point, total_minor numeric, currency text
      )`.execute(test.database);
    }
    await sql`INSERT INTO live.things SELECT 'thing-' || n, n % 12, ARRAY['a', 'b', NULL], '{"n": 1}', '(1,2)', n, 'USD'
      FROM generate_series(1, 500) AS n`.execute(test.database);
    await sql`INSERT INTO rebuilt.things SELECT * FROM live.things ORDER BY id`.execute(test.database);
  });
  afterAll(() => test.drop());

  /** What is found when one row of the rebuilt table is spoilt. */
  function comparedAfter(change: string): Promise<Comparison> {
    return test.database.transaction().execute(async (transaction) => {
      await sql`UPDATE rebuilt.things SET ${sql.raw(change)} WHERE id = 'thing-77'`.execute(transaction);
      const comparison = await compareTables(transaction, 'live', 'rebuilt');
      await sql`UPDATE rebuilt.things SET (words, details, place, total_minor) =
        (SELECT words, details, place, total_minor FROM live.things WHERE live.things.id = rebuilt.things.id)
        WHERE id = 'thing-77'`.execute(transaction);
      return comparison;
    });
  }

  it('given the same rows in another order, when compared, then they are equal', async () => {
    expect(await comparedAfter('partition = partition')).toEqual({
      equal: true,
      tables: [
        {
          table: 'things',
          rows: { live: 500, rebuilt: 500 },
          differing: 0,
          named: [],
          sums: {},
          columns_changed: [],
        },
      ],
      tables_changed: [],
    });
  });

  it.each([
    ['words', "words = '{a,b}'", ['a', 'b', null], ['a', 'b']],
    ['details', `details = '{"n": 2}'`, { n: 1 }, { n: 2 }],
    ['place', "place = '(1,3)'", '(1,2)', '(1,3)'],
    ['total_minor', 'total_minor = NULL', 77, null],
  ])(
    'given another value of %s in one row, when compared, then the row is named',
    async (column, change, live, rebuilt) => {
      const { equal, tables } = await comparedAfter(change);

      expect({ equal, differing: tables[0]?.differing, named: tables[0]?.named }).toEqual({
        equal: false,
        differing: 1,
        named: [{ key: { id: 'thing-77' }, live: { [column]: live }, rebuilt: { [column]: rebuilt } }],
      });
    },
  );
});
