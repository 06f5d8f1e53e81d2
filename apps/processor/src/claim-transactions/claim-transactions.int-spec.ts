import { describe, expect, it } from '@jest/globals';
import { consequenceId } from '@app/contracts';

import { SimulatedPolicy } from '../policies/simulated.policy.js';
import { idOf, processed, received } from '../processor-events.fixture.js';
import { ProcessorOnTheBench } from '../processor-on-the-bench.fixture.js';
import { ClaimsBench } from './claims-bench.fixture.js';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Real: PostgreSQL, migrated. Not real: Kafka, a log in memory. */
describe('claiming transactions', () => {
  const bench = ClaimsBench.inThisSuite();
  const dueInSeconds = async (): Promise<number[]> => {
    const items = await bench.database.selectFrom('work_items').select('due_at').orderBy('due_at').execute();
    return items.map(({ due_at }) => Math.round((due_at.getTime() - Date.now()) / 1_000));
  };

  describe('a first post', () => {
    it('given a delay, when claimed, then it waits for its outcome that long from its receipt', async () => {
      const received_at = new Date(Date.now() - 10_000).toISOString();
      await bench.delayed.write(received('r1', { received_at })).read();
      expect(await bench.claims()).toEqual([
        expect.objectContaining({ transaction_id: 't-1', first_event_id: idOf('r1'), outcome: null, partition: 0 }),
      ]);
      expect(await dueInSeconds()).toEqual([20]);
      expect(bench.delayed.appended()).toEqual([]);
    });

    it('given no delay, when claimed, then its outcome is appended and nothing waits', async () => {
      await bench.immediate.write(received('r1', { traceparent: TRACE })).read();
      expect(bench.immediate.appended()).toEqual([
        {
          id: consequenceId('outcome', idOf('r1')),
          type: 'TransactionProcessed.v1',
          source: '/tidemark/processor',
          time: '2026-03-29T02:00:01.000Z',
          subject: 't-1',
          traceparent: TRACE,
          data: {
            transaction_id: 't-1',
            received_event_id: idOf('r1'),
            processed_at: '2026-03-29T02:00:01.000Z',
            source_account: 'acc-1',
            destination_account: 'acc-2',
            merchant_id: 'm-1',
            amount_minor: '10050',
            currency: 'USD',
            exponent: 2,
            occurred_at: '2026-03-29T01:30:00Z',
          },
        },
      ]);
      expect(await bench.immediate.waiting()).toBe(0);
      expect((await bench.claims())[0]).toMatchObject({
        outcome: 'PROCESSED',
        processed_at: new Date('2026-03-29T02:00:01Z'),
      });
    });

    it.each([
      ['SUCCESS', 'TransactionProcessed.v1'],
      ['FAILED', 'TransactionFailed.v1'],
    ] as const)(
      'given a delay, when it reports %s, then that is its outcome at once',
      async (reported_status, type) => {
        await bench.delayed.write(received('r1', { reported_status })).read();
        expect(bench.delayed.appended().map((event) => event.type)).toEqual([type]);
        expect(await bench.delayed.waiting()).toBe(0);
      },
    );

    it('given a share that fails, when claimed, then the event says why', async () => {
      const failing = new ProcessorOnTheBench(bench.database, new SimulatedPolicy(0, 1));
      await failing.write(received('r1')).read();
      expect(failing.appended('TransactionFailed.v1')).toMatchObject([{ data: { reason: 'simulated failure' } }]);
    });
  });

  describe('outcomes in the log', () => {
    it('given our own, when they come back, then nothing changes', async () => {
      await bench.immediate.write(received('r1')).read();
      const before = await bench.claims();
      await bench.immediate.read();
      expect(await bench.claims()).toEqual(before);
      expect(bench.immediate.appended()).toHaveLength(1);
    });

    it.each([1, 2])(
      "given somebody else's of an open one, when read by %p, then it is settled and nothing waits",
      async (count) => {
        const post = received('r1');
        bench.delayed.write(post, processed(post));
        for (let read = 0; read < 2; read += count) await bench.delayed.read({ count });
        expect((await bench.claims())[0]).toMatchObject({
          outcome: 'PROCESSED',
          processed_at: new Date('2026-03-29T02:00:30.123Z'),
        });
        expect(await bench.delayed.waiting()).toBe(0);
      },
    );

    it('given one that names another post or no known one, when read, then it is ignored', async () => {
      await bench.delayed
        .write(received('r1'), processed(received('r2')), processed(received('r3', { transaction_id: 't-2' })))
        .read();
      await bench.delayed.write(processed(received('r2'))).read();
      expect(await bench.claims()).toEqual([expect.objectContaining({ outcome: null })]);
      expect(await bench.delayed.waiting()).toBe(1);
    });
  });

  it('given what PostgreSQL cannot store, when read, then the error says that the data is wrong', async () => {
    bench.delayed.write({ ...received('r1'), id: 'no-uuid' });
    await expect(bench.delayed.read()).rejects.toMatchObject({ code: '22P02' });
  });
});
