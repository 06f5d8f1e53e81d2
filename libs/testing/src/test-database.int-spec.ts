import { describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { createTestDatabase } from './test-database.js';

describe('createTestDatabase', () => {
  it('given two test databases, when one writes a table, then the other does not have it, and both can be dropped', async () => {
    const [one, other] = [await createTestDatabase(), await createTestDatabase()];

    await sql`create table note (text text)`.execute(one.database);
    const found = await sql<{ note: string | null }>`select to_regclass('note')::text as note`.execute(other.database);

    expect(found.rows).toEqual([{ note: null }]);
    expect(new URL(one.url).pathname).toMatch(/^\/test_[0-9a-f_]+$/);
    await one.drop();
    await other.drop();
  });
});
