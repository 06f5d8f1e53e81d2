import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, pollUntil, type TestDatabase } from '@app/testing';
import { sql } from 'kysely';

import { MIGRATIONS } from '../../../migrations/index.js';
import type { NewWorkItem, WorkItem } from './work-item.js';
import { WorkQueue } from './work-queue.js';

interface Payload {
  readonly say: string;
}

/** Real: PostgreSQL, migrated. */
describe('WorkQueue', () => {
  const queue = new WorkQueue<Payload>('letters');
  const other = new WorkQueue<Payload>('parcels');
  const everything = { partitions: [0, 1, 2], limit: 100, leaseMs: 60_000 };
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase({ migrations: MIGRATIONS });
  });
  beforeEach(async () => {
    await test.database.deleteFrom('work_items').execute();
  });
  afterAll(async () => {
    await test.drop();
  });

  const item = (id: string, more: Partial<NewWorkItem<Payload>> = {}): NewWorkItem<Payload> => ({
    id,
    partition: 0,
    since: '2026-03-29T01:30:00Z',
    delayMs: 0,
    payload: { say: id },
    ...more,
  });
  const enqueue = (...items: NewWorkItem<Payload>[]): Promise<void> =>
    test.database.transaction().execute((transaction) => queue.enqueue(transaction, items));
  const bringForward = (...items: NewWorkItem<Payload>[]): Promise<void> =>
    test.database.transaction().execute((transaction) => queue.bringForward(transaction, items));
  const claim = (more: Partial<typeof everything> = {}): Promise<readonly WorkItem<Payload>[]> =>
    queue.claimDue(test.database, { ...everything, ...more });
  const idsOf = (items: readonly WorkItem<Payload>[]): string[] => items.map(({ id }) => id).sort();
  const endLeases = async (): Promise<void> => {
    await test.database
      .updateTable('work_items')
      .set({ leased_until: sql`now() - interval '1 second'` })
      .execute();
  };
  const dueInMs = async (id: string): Promise<number> => {
    const { rows } = await sql<{ ms: number }>`
      SELECT (extract(epoch FROM due_at - now()) * 1000)::float8 AS ms FROM work_items WHERE item_id = ${id}`.execute(
      test.database,
    );
    return rows[0]?.ms ?? NaN;
  };

  it('given a due item, when claimed, then it comes once with its payload', async () => {
    await enqueue(item('a', { partition: 2 }));
    expect(await claim()).toEqual([{ id: 'a', partition: 2, attempts: 1, payload: { say: 'a' } }]);
    expect(await claim()).toEqual([]);
  });

  it('given an item that is there, when put in again, then it stays as it was', async () => {
    await enqueue(item('a', { payload: { say: 'first' } }));
    await enqueue(item('a', { payload: { say: 'second' } }), item('b'));
    expect((await claim()).map(({ payload }) => payload.say).sort()).toEqual(['b', 'first']);
  });

  it('given a rolled back transaction, when claimed, then nothing comes', async () => {
    const enqueuing = test.database.transaction().execute(async (transaction) => {
      await queue.enqueue(transaction, [item('a')]);
      throw new Error('rolled back');
    });
    await expect(enqueuing).rejects.toThrow('rolled back');
    expect(await claim()).toEqual([]);
  });

  it('given items not due, of other partitions or of another queue, when claimed, then they stay', async () => {
    const now = new Date().toISOString();
    await enqueue(item('later', { since: now, delayMs: 60_000 }), item('elsewhere', { partition: 7 }), item('mine'));
    await test.database.transaction().execute((transaction) => other.enqueue(transaction, [item('parcel')]));
    expect(idsOf(await claim())).toEqual(['mine']);
    expect(idsOf(await claim({ partitions: [] }))).toEqual([]);
  });

  it('given a sender whose clock is a day ahead, when put in, then the delay counts from now', async () => {
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    await enqueue(item('a', { since: tomorrow, delayMs: 30_000 }));
    expect(await dueInMs('a')).toBeGreaterThan(0);
    expect(await dueInMs('a')).toBeLessThanOrEqual(30_000);
  });

  it('given more items than asked for, when claimed, then those that waited longest come, over all partitions', async () => {
    const since = (second: number): string => `2026-03-29T01:30:0${String(second)}Z`;
    await enqueue(
      item('c', { since: since(3), partition: 0 }),
      item('a', { since: since(1), partition: 1 }),
      item('d', { since: since(4), partition: 1 }),
      item('b', { since: since(2), partition: 2 }),
    );
    expect(idsOf(await claim({ limit: 2 }))).toEqual(['a', 'b']);
    expect(idsOf(await claim({ limit: 2 }))).toEqual(['c', 'd']);
  });

  it('given a lease that ended, when claimed, then the item comes again and the attempt is counted', async () => {
    await enqueue(item('a'));
    await claim();
    await endLeases();
    expect(await claim()).toEqual([{ id: 'a', partition: 0, attempts: 2, payload: { say: 'a' } }]);
  });

  it('given a short lease, when it runs out by itself, then the item comes again', async () => {
    await enqueue(item('a'));
    await claim({ leaseMs: 50 });
    const again = await pollUntil(async () => (await claim())[0], { what: 'the lease ends' });
    expect(again.attempts).toBe(2);
  });

  it('given two workers at once, when both claim, then no item comes twice and none is left', async () => {
    await enqueue(...Array.from({ length: 200 }, (_, at) => item(`i-${String(at)}`, { partition: at % 3 })));
    const taken = new Set<string>();
    const work = async (): Promise<void> => {
      for (let empty = 0; empty < 3;) {
        const claimed = await claim({ limit: 7 });
        empty = claimed.length === 0 ? empty + 1 : 0;
        for (const { id } of claimed) {
          expect(taken).not.toContain(id);
          taken.add(id);
        }
      }
    };
    await Promise.all([work(), work()]);
    expect(taken.size).toBe(200);
  });

  it('given an item that another transaction holds, when claimed, then it is passed over and not waited for', async () => {
    await enqueue(item('held'), item('free'));
    await test.database.transaction().execute(async (transaction) => {
      await sql`SELECT 1 FROM work_items WHERE item_id = 'held' FOR UPDATE`.execute(transaction);
      expect(idsOf(await claim())).toEqual(['free']);
    });
    expect(idsOf(await claim())).toEqual(['held']);
  });

  it('given postponed items, when their time comes, then attempts are those that counted', async () => {
    await enqueue(item('counted'), item('uncounted'));
    await claim();
    await queue.postpone(test.database, [
      { id: 'counted', delayMs: 60_000, counted: true },
      { id: 'uncounted', delayMs: 0, counted: false },
    ]);
    expect(await claim()).toEqual([expect.objectContaining({ id: 'uncounted', attempts: 1 })]);
    expect(await dueInMs('counted')).toBeGreaterThan(50_000);
    await test.database
      .updateTable('work_items')
      .set({ due_at: sql`now()` })
      .where('item_id', '=', 'counted')
      .execute();
    expect(await claim()).toEqual([expect.objectContaining({ id: 'counted', attempts: 2 })]);
  });

  it('given an item brought forward while at work, when that work puts it off, then it stays due', async () => {
    await enqueue(item('a'));
    await claim();
    await bringForward(item('a', { payload: { say: 'not this' } }), item('b'));
    await queue.postpone(test.database, [{ id: 'a', delayMs: 60_000, counted: true }]);
    expect(idsOf(await claim())).toEqual(['a', 'b']);
  });

  it('given items, when removed by id or by partition, then only those are gone', async () => {
    await enqueue(item('a'), item('b'), item('c', { partition: 1 }), item('d', { partition: 2 }));
    await queue.remove(test.database, ['a', 'unknown']);
    await other.remove(test.database, ['b']);
    await test.database.transaction().execute((transaction) => queue.removePartitions(transaction, [1]));
    expect(idsOf(await claim())).toEqual(['b', 'd']);
  });
});
