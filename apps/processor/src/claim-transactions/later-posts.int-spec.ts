import { describe, expect, it } from '@jest/globals';
import { consequenceId } from '@app/contracts';

import { idOf, received } from '../processor-events.fixture.js';
import { ClaimsBench } from './claims-bench.fixture.js';

const CONFLICTS = 'TransactionConflictDetected.v1';
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Real: PostgreSQL, migrated. Not real: Kafka, a log in memory. */
describe('claiming transactions: a later post', () => {
  const bench = ClaimsBench.inThisSuite();
  const other = { amount_minor: '20000' };
  const amount = { field: 'amount', first: '100.50', now: '200.00' };

  it.each([1, 2, 3])(
    'given the same again and its own record again, when read by %p, then nothing follows',
    async (count) => {
      bench.immediate.write(received('r1'), received('r1'), received('r2', { metadata: { retry: true } }));
      for (let read = 0; read < 3; read += count) await bench.immediate.read({ count });
      expect(bench.immediate.appended()).toHaveLength(1);
      expect(await bench.claims()).toHaveLength(1);
    },
  );

  it.each([1, 2, 3])(
    'given other fields, when read by %p, then each differing record is told of once',
    async (count) => {
      bench.delayed.write(received('r1'), received('r2', { ...other, traceparent: TRACE }), received('r3', other));
      for (let read = 0; read < 3; read += count) await bench.delayed.read({ count });
      expect(bench.delayed.appended()).toEqual([
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
      expect(await bench.delayed.waiting()).toBe(1);
    },
  );

  it.each([1, 2])(
    'given an open one, when it reports the outcome, read by %p, then that is it without delay',
    async (count) => {
      bench.delayed.write(
        received('r1', { received_at: new Date().toISOString() }),
        received('r2', { reported_status: 'FAILED', traceparent: TRACE }),
      );
      for (let read = 0; read < 2; read += count) await bench.delayed.read({ count });
      await bench.delayed.settle();
      expect(bench.delayed.appended()).toEqual([
        expect.objectContaining({
          type: 'TransactionFailed.v1',
          time: '2026-03-29T02:00:01.001Z',
          traceparent: TRACE,
        }),
      ]);
      expect(await bench.delayed.waiting()).toBe(0);
    },
  );

  it('given a settled one, when it reports the other outcome, then that conflicts', async () => {
    await bench.immediate.write(received('r1'), received('r2', { reported_status: 'FAILED' })).read();
    expect(bench.immediate.appended(CONFLICTS)).toMatchObject([
      { data: { conflicting_fields: [{ field: 'status', first: 'SUCCESS', now: 'FAILED' }] } },
    ]);
  });
});
