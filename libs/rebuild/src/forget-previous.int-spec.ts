import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { MIGRATIONS } from '../../../migrations/index.js';
import { forgetPrevious } from './forget-previous.js';
import { generationRows } from './generation-rows.js';

describe('forgetting the generation before', () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await createTestDatabase({ migrations: MIGRATIONS });
  });
  afterEach(() => test.drop());

  it('given a rollback while the next one was built, when that is live, then the one that it has replaced goes as well', async () => {
    await sql`
      INSERT INTO projection_generations (projection, generation, schema_name, state, code_version, ddl_hash,
        reporting_zone, tzdata_version, promoted_at)
      SELECT 'summaries', generation, 'summaries_g' || generation, state, 1, 'any', 'UTC', 'any', now()
      FROM (VALUES (1, 'ready'), (2, 'rolled_back'), (3, 'promoted')) AS row (generation, state)`.execute(
      test.database,
    );

    expect(await forgetPrevious(test.database, 'summaries')).toBe(1);

    const left = await generationRows(test.database, 'summaries');
    expect(left.map(({ state }) => state)).toEqual(['promoted']);
    await expect(forgetPrevious(test.database, 'summaries')).rejects.toMatchObject({ code: 'REBUILD.REFUSED' });
  });
});
