import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sql } from 'kysely';

import { arrayParameter, type Scalar } from './array-parameter.js';

describe('arrayParameter', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.drop());

  async function readBack(values: readonly Scalar[], type: string): Promise<unknown> {
    const { rows } = await sql<{ readonly given: unknown }>`
      SELECT to_json(${arrayParameter(values)}::${sql.raw(type)}[]) AS given`.execute(test.database);
    return rows[0]?.given;
  }

  it.each([
    ['text', ['', ' ', 'NULL', 'null', 'a,b', '{a}', '"', '\\', '\\"', 'a\nb\t', 'é漢😀', "it's", null, 'plain']],
    ['bigint', [1, -9_007_199_254_740_991, '42', null]],
    ['boolean', [true, false, null]],
    ['text', []],
  ] as const)('given values of %s, when read back, then they are the same', async (type, values) => {
    expect(await readBack(values, type)).toEqual(
      values.map((it) => (type === 'bigint' && it !== null ? Number(it) : it)),
    );
  });

  it('given any texts, when read back, then they are the same', async () => {
    const text = fc.string({ unit: 'grapheme' }).filter((it) => !it.includes('\0') && it.isWellFormed());
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(text)), async (values) => {
        expect(await readBack(values, 'text')).toEqual(values);
      }),
    );
  });
});
