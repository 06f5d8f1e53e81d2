import { describe, expect, it } from '@jest/globals';
import { consequenceId } from '@app/contracts';

import { SimulatedPolicy } from '../policies/simulated.policy.js';
import { deleted, idOf, processed, received } from '../processor-events.fixture.js';
import { ProcessorOnTheBench } from '../processor-on-the-bench.fixture.js';
import { ClaimsBench } from './claims-bench.fixture.js';

const OUTCOMES = ['TransactionProcessed.v1', 'TransactionFailed.v1'] as const;
const CONFLICTS = 'TransactionConflictDetected.v1';

/** Real: PostgreSQL, migrated. Not real: Kafka, a log in memory. */
describe('claiming transactions again', () => {
  const bench = ClaimsBench.inThisSuite();
  const other = { amount_minor: '20000' };

  describe('while catching up', () => {
    it('given posts whose outcomes would be immediate, when read, then none is decided but each is due at once', async () => {
      bench.immediate.write(received('r1'), received('r2', { transaction_id: 't-2', reported_status: 'FAILED' }));
      await bench.immediate.read({ live: false });
      expect(bench.immediate.appended()).toEqual([]);
      await bench.immediate.settle();
      expect(
        bench.immediate
          .appended()
          .map(({ subject, type, time }) => [subject, type, time])
          .sort(),
      ).toEqual([
        ['t-1', 'TransactionProcessed.v1', '2026-03-29T02:00:01.000Z'],
        ['t-2', 'TransactionFailed.v1', '2026-03-29T02:00:01.001Z'],
      ]);
    });

    it.each([1, 9])(
      'given the outcome further on, when read by %p, then it is the one and nothing is decided',
      async (count) => {
        const post = received('r1', { reported_status: 'FAILED' });
        bench.immediate.write(post, processed(post));
        for (let read = 0; read < 2; read += count) await bench.immediate.read({ live: false, count });
        await bench.immediate.settle({ early: true });
        expect(bench.immediate.appended()).toEqual([]);
        expect((await bench.claims())[0]).toMatchObject({ outcome: 'PROCESSED' });
      },
    );

    it.each([1, 9])(
      'given a reported outcome and another one further on, when read by %p, then that post conflicts',
      async (count) => {
        const post = received('r1');
        bench.delayed.write(post, received('r2', { reported_status: 'FAILED' }), processed(post));
        for (let read = 0; read < 3; read += count) await bench.delayed.read({ live: false, count });
        await bench.delayed.settle({ early: true });
        expect(bench.delayed.appended()).toEqual([
          expect.objectContaining({ id: consequenceId('conflict', idOf('r2')) }),
        ]);

        const afterwards = new ProcessorOnTheBench(bench.database, new SimulatedPolicy(0, 0));
        await bench.database.deleteFrom('transaction_claims').execute();
        await afterwards.write(post, received('r2', { reported_status: 'FAILED' })).read();
        expect(afterwards.appended(CONFLICTS)).toEqual(bench.delayed.appended(CONFLICTS));
      },
    );
  });

  describe('after a crash', () => {
    it('given appended consequences, when the same batch comes again, live or not, then they are the same events', async () => {
      bench.immediate.write(
        received('r1'),
        received('r2', other),
        received('r3', { transaction_id: 't-3', reported_status: 'FAILED' }),
      );
      await bench.immediate.read({ crash: true });
      const first = bench.immediate.appended();
      expect(first).toHaveLength(3);
      await bench.immediate.read({ count: 3, crash: true });
      expect(bench.immediate.appended()).toEqual([...first, ...first]);
      await bench.immediate.read({ count: 3, live: false });
      await bench.immediate.settle();
      expect(new Set(bench.immediate.appended().map((event) => JSON.stringify(event)))).toEqual(
        new Set(first.map((event) => JSON.stringify(event))),
      );
    });

    it('given a log that cannot be written, when read, then nothing is stored and the batch can come again', async () => {
      bench.immediate.write(received('r1'));
      bench.immediate.log.failure = new Error('the log is down');
      await expect(bench.immediate.read()).rejects.toThrow('the log is down');
      expect(await bench.claims()).toEqual([]);
      bench.immediate.log.failure = undefined;
      await bench.immediate.read();
      expect(bench.immediate.appended()).toHaveLength(1);
    });

    it('given a database restored from an older copy, when caught up, then nothing is decided twice', async () => {
      const backup = await bench.immediate.backup();
      await bench.immediate.write(received('r1'), received('r2', other)).read();
      const later = await bench.immediate.backup();
      await bench.immediate.write(received('r3', { transaction_id: 't-3' })).read();
      const outcomes = bench.immediate.appended(...OUTCOMES);
      for (const copy of [backup, later]) {
        await bench.immediate.restore(copy);
        await bench.immediate.read({ live: false });
        await bench.immediate.settle({ early: true });
        expect(bench.immediate.appended(...OUTCOMES)).toEqual(outcomes);
        expect(await bench.immediate.waiting()).toBe(0);
        expect((await bench.claims()).map(({ outcome }) => outcome)).toEqual(['PROCESSED', 'PROCESSED']);
      }
      expect(new Set(bench.immediate.appended(CONFLICTS).map((event) => JSON.stringify(event))).size).toBe(1);
    });
  });

  describe('a deletion', () => {
    it.each([1, 9])(
      'given claims before it, when read by %p, then they and their work are gone, and ids can be used anew',
      async (count) => {
        bench.delayed.write(received('r1'), deleted(), received('r2', other));
        for (let read = 0; read < 3; read += count) await bench.delayed.read({ count });
        expect(await bench.claims()).toEqual([expect.objectContaining({ first_event_id: idOf('r2') })]);
        expect(await bench.delayed.waiting()).toBe(1);
        expect(bench.delayed.appended()).toEqual([]);
      },
    );

    it('given claims of another partition, when read, then they stay', async () => {
      await bench.database
        .insertInto('transaction_claims')
        .values({ transaction_id: 't-9', partition: 9, first_event_id: idOf('r9'), facts: '{}' })
        .execute();
      await bench.delayed.write(deleted()).read();
      expect(await bench.claims()).toHaveLength(1);
    });
  });
});
