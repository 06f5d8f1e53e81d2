import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { consequenceId } from '@app/contracts';
import { createTestDatabase, type TestDatabase } from '@app/testing';

import { MIGRATIONS } from '../../../../migrations/index.js';
import { SimulatedPolicy } from '../policies/simulated.policy.js';
import { deleted, idOf, processed, received } from '../processor-events.fixture.js';
import { ProcessorOnTheBench } from '../processor-on-the-bench.fixture.js';

const OUTCOMES = ['TransactionProcessed.v1', 'TransactionFailed.v1'] as const;
const CONFLICTS = 'TransactionConflictDetected.v1';

/** Real: PostgreSQL, migrated. Not real: Kafka, a log in memory. */
describe('claiming transactions again', () => {
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

  describe('while catching up', () => {
    it('given posts whose outcomes would be immediate, when read, then none is decided but each is due at once', async () => {
      immediate.write(received('r1'), received('r2', { transaction_id: 't-2', reported_status: 'FAILED' }));
      await immediate.read({ live: false });
      expect(immediate.appended()).toEqual([]);
      await immediate.settle();
      expect(
        immediate
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
        immediate.write(post, processed(post));
        for (let read = 0; read < 2; read += count) await immediate.read({ live: false, count });
        await immediate.settle({ early: true });
        expect(immediate.appended()).toEqual([]);
        expect((await claims())[0]).toMatchObject({ outcome: 'PROCESSED' });
      },
    );

    it.each([1, 9])(
      'given a reported outcome and another one further on, when read by %p, then that post conflicts',
      async (count) => {
        const post = received('r1');
        delayed.write(post, received('r2', { reported_status: 'FAILED' }), processed(post));
        for (let read = 0; read < 3; read += count) await delayed.read({ live: false, count });
        await delayed.settle({ early: true });
        expect(delayed.appended()).toEqual([expect.objectContaining({ id: consequenceId('conflict', idOf('r2')) })]);

        const afterwards = new ProcessorOnTheBench(test.database, new SimulatedPolicy(0, 0));
        await test.database.deleteFrom('transaction_claims').execute();
        await afterwards.write(post, received('r2', { reported_status: 'FAILED' })).read();
        expect(afterwards.appended(CONFLICTS)).toEqual(delayed.appended(CONFLICTS));
      },
    );
  });

  describe('after a crash', () => {
    it('given appended consequences, when the same batch comes again, live or not, then they are the same events', async () => {
      immediate.write(
        received('r1'),
        received('r2', other),
        received('r3', { transaction_id: 't-3', reported_status: 'FAILED' }),
      );
      await immediate.read({ crash: true });
      const first = immediate.appended();
      expect(first).toHaveLength(3);
      await immediate.read({ count: 3, crash: true });
      expect(immediate.appended()).toEqual([...first, ...first]);
      await immediate.read({ count: 3, live: false });
      await immediate.settle();
      expect(new Set(immediate.appended().map((event) => JSON.stringify(event)))).toEqual(
        new Set(first.map((event) => JSON.stringify(event))),
      );
    });

    it('given a log that cannot be written, when read, then nothing is stored and the batch can come again', async () => {
      immediate.write(received('r1'));
      immediate.log.failure = new Error('the log is down');
      await expect(immediate.read()).rejects.toThrow('the log is down');
      expect(await claims()).toEqual([]);
      immediate.log.failure = undefined;
      await immediate.read();
      expect(immediate.appended()).toHaveLength(1);
    });

    it('given a database restored from an older copy, when caught up, then nothing is decided twice', async () => {
      const backup = await immediate.backup();
      await immediate.write(received('r1'), received('r2', other)).read();
      const later = await immediate.backup();
      await immediate.write(received('r3', { transaction_id: 't-3' })).read();
      const outcomes = immediate.appended(...OUTCOMES);
      for (const copy of [backup, later]) {
        await immediate.restore(copy);
        await immediate.read({ live: false });
        await immediate.settle({ early: true });
        expect(immediate.appended(...OUTCOMES)).toEqual(outcomes);
        expect(await immediate.waiting()).toBe(0);
        expect((await claims()).map(({ outcome }) => outcome)).toEqual(['PROCESSED', 'PROCESSED']);
      }
      expect(new Set(immediate.appended(CONFLICTS).map((event) => JSON.stringify(event))).size).toBe(1);
    });
  });

  describe('a deletion', () => {
    it.each([1, 9])(
      'given claims before it, when read by %p, then they and their work are gone, and ids can be used anew',
      async (count) => {
        delayed.write(received('r1'), deleted(), received('r2', other));
        for (let read = 0; read < 3; read += count) await delayed.read({ count });
        expect(await claims()).toEqual([expect.objectContaining({ first_event_id: idOf('r2') })]);
        expect(await delayed.waiting()).toBe(1);
        expect(delayed.appended()).toEqual([]);
      },
    );

    it('given claims of another partition, when read, then they stay', async () => {
      await test.database
        .insertInto('transaction_claims')
        .values({ transaction_id: 't-9', partition: 9, first_event_id: idOf('r9'), facts: '{}' })
        .execute();
      await delayed.write(deleted()).read();
      expect(await claims()).toHaveLength(1);
    });
  });
});
