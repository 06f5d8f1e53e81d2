import type { TransactionClaimsTable } from '@app/database';
import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Selectable } from 'kysely';

import { MIGRATIONS } from '../../../../migrations/index.js';
import { SimulatedPolicy } from '../policies/simulated.policy.js';
import { ProcessorOnTheBench } from '../processor-on-the-bench.fixture.js';

/** A database with two processors on the bench; both are new before each test, and so are claims and work items. */
export class ClaimsBench {
  /** Decides after 30 s. */
  delayed!: ProcessorOnTheBench;
  /** Decides at once. */
  immediate!: ProcessorOnTheBench;
  private test!: TestDatabase;

  /** Within a `describe`: made before its tests and gone after them. */
  static inThisSuite(): ClaimsBench {
    const bench = new ClaimsBench();
    beforeAll(async () => {
      bench.test = await createTestDatabase({ migrations: MIGRATIONS });
    });
    beforeEach(async () => {
      await bench.database.deleteFrom('transaction_claims').execute();
      await bench.database.deleteFrom('work_items').execute();
      bench.delayed = new ProcessorOnTheBench(bench.database, new SimulatedPolicy(30_000, 0));
      bench.immediate = new ProcessorOnTheBench(bench.database, new SimulatedPolicy(0, 0));
    });
    afterAll(async () => {
      await bench.test.drop();
    });
    return bench;
  }

  get database(): TestDatabase['database'] {
    return this.test.database;
  }

  claims(): Promise<Selectable<TransactionClaimsTable>[]> {
    return this.database.selectFrom('transaction_claims').selectAll().orderBy('transaction_id').execute();
  }
}
