import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { MIGRATIONS } from '../../../migrations/index.js';
import { cancelRebuild } from './cancel-rebuild.js';

// Those that can be cancelled: rebuild-endings.int-spec.ts.
describe('cancelling a rebuild', () => {
  let test: TestDatabase;
  beforeEach(async () => {
    test = await createTestDatabase({ migrations: MIGRATIONS });
  });
  afterEach(() => test.drop());

  it.each([
    ['a rebuild in place has not come to its end', null, 'is rebuilt in place'],
    ['nothing is being built', new Date(), 'nothing of summaries is being built'],
  ])('given %s, when cancelled, then it says why that cannot be', async (_given, builtAt, reason) => {
    await sql`
      INSERT INTO projection_generations (projection, generation, schema_name, state, promote, code_version, ddl_hash,
        reporting_zone, tzdata_version, promoted_at, built_at)
      VALUES ('summaries', 2, 'summaries_g2', 'promoted', 'in_place', 1, 'any', 'UTC', 'any', now(), ${builtAt})`.execute(
      test.database,
    );

    await expect(cancelRebuild(test.database, 'summaries')).rejects.toMatchObject({
      code: 'REBUILD.REFUSED',
      message: expect.stringContaining(reason) as unknown,
    });
  });
});
