import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { consequenceId } from '@app/contracts';
import { createTestDatabase, type TestDatabase } from '@app/testing';

import { MIGRATIONS } from '../../../../migrations/index.js';
import { SimulatedPolicy } from '../policies/simulated.policy.js';
import { idOf, received } from '../processor-events.fixture.js';
import { ProcessorOnTheBench } from '../processor-on-the-bench.fixture.js';

const CONFLICTS = 'TransactionConflictDetected.v1';
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Real: PostgreSQL, migrated. Not real: Kafka, a log in memory. */
describe('claiming transactions: a later post', () => {
  let test: TestDatabase;
  /** Decides after 30 s. */
  let delayed: ProcessorOnTheBench;
  /** Decides at once. */
  let immediate: ProcessorOnTheBench;

  beforeAll(async () => {
    test = await createTestDatabase({ migrations: MIGRATIONS });
  });
  beforeEach(async () => {
    await test.database.deleteFrom('transaction_claims').execute();
    await test.database.deleteFrom('work_items').execute();
    delayed = new ProcessorOnTheBench(test.database, new SimulatedPolicy(30_000, 0));
    immediate = new ProcessorOnTheBench(test.database, new SimulatedPolicy(0, 0));
  });
  afterAll(async () => {
    await test.drop();
  });

  const claims = () => test.database.selectFrom('transaction_claims').selectAll().orderBy('transaction_id').execute();
  const other = { amount_minor: '20000' };
  const amount = { field: 'amount', first: '100.50', now: '200.00' };

  it.each([1, 2, 3])(
    'given the same again and its own record again, when read by %p, then nothing follows',
    async (count) => {
      immediate.write(received('r1'), received('r1'), received('r2', { metadata: { retry: true } }));
      for (let read = 0; read < 3; read += count) await immediate.read({ count });
      expect(immediate.appended()).toHaveLength(1);
      expect(await claims()).toHaveLength(1);
    },
  );

  it.each([1, 2, 3])(
    'given other fields, when read by %p, then each differing record is told of once',
    async (count) => {
      delayed.write(received('r1'), received('r2', { ...other, traceparent: TRACE }), received('r3', other));
      for (let read = 0; read < 3; read += count) await delayed.read({ count });
      expect(delayed.appended()).toEqual([
        {
          id: consequenceId('conflict', idOf('r2')),
          type: CONFLICTS,
          source: '/tidemark/processor',
          time: '2026-03-29T02:00:01.001Z',
          subject: 't-1',
          traceparent: TRACE,
          data: {
            transaction_id: 't-1',
            first_event_id: idOf('r1'),
            event_id: idOf('r2'),
            received_at: '2026-03-29T02:00:00Z',
            conflicting_fields: [amount],
          },
        },
        expect.objectContaining({ id: consequenceId('conflict', idOf('r3')) }),
      ]);
      expect(await delayed.waiting()).toBe(1);
    },
  );

  it.each([1, 2])(
    'given an open one, when it reports the outcome, read by %p, then that is it without delay',
    async (count) => {
      delayed.write(
        received('r1', { received_at: new Date().toISOString() }),
        received('r2', { reported_status: 'FAILED', traceparent: TRACE }),
      );
      for (let read = 0; read < 2; read += count) await delayed.read({ count });
      await delayed.settle();
      expect(delayed.appended()).toEqual([
        expect.objectContaining({
          type: 'TransactionFailed.v1',
          time: '2026-03-29T02:00:01.001Z',
          traceparent: TRACE,
        }),
      ]);
      expect(await delayed.waiting()).toBe(0);
    },
  );

  it('given a settled one, when it reports the other outcome, then that conflicts', async () => {
    await immediate.write(received('r1'), received('r2', { reported_status: 'FAILED' })).read();
    expect(immediate.appended(CONFLICTS)).toMatchObject([
      { data: { conflicting_fields: [{ field: 'status', first: 'SUCCESS', now: 'FAILED' }] } },
    ]);
  });
});
