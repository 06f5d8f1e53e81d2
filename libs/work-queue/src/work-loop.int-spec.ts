import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createTestDatabase, pollUntil, type TestDatabase } from '@app/testing';
import { sql } from 'kysely';

import { MIGRATIONS } from '../../../migrations/index.js';
import type { WorkItem } from './work-item.js';
import { WorkLoop, type WorkLoopOptions } from './work-loop.js';
import { WorkQueue } from './work-queue.js';

type Item = WorkItem<object>;

/** Real: PostgreSQL, migrated. */
describe('WorkLoop', () => {
  const queue = new WorkQueue<object>('letters');
  const loops: WorkLoop<object>[] = [];
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase({ migrations: MIGRATIONS });
  });
  beforeEach(async () => {
    await test.database.deleteFrom('work_items').execute();
  });
  afterEach(async () => {
    await Promise.all(loops.splice(0).map((loop) => loop.stop()));
  });
  afterAll(async () => {
    await test.drop();
  });

  const enqueue = (count: number): Promise<void> =>
    test.database.transaction().execute((transaction) =>
      queue.enqueue(
        transaction,
        Array.from({ length: count }, (_, at) => ({
          id: `i-${String(at)}`,
          partition: 0,
          since: '2026-03-29T01:30:00Z',
          delayMs: 0,
          payload: {},
        })),
      ),
    );
  const left = async (): Promise<number> =>
    (await test.database.selectFrom('work_items').select('item_id').execute()).length;
  const started = (
    options: Partial<WorkLoopOptions<object>> & Pick<WorkLoopOptions<object>, 'handle'>,
  ): WorkLoop<object> => {
    const loop = new WorkLoop<object>(
      { queue, partitions: () => [0], inFlight: 10, together: 5, leaseMs: 60_000, ...options },
      { database: test.database, log: { warn: () => undefined } },
    );
    loops.push(loop);
    loop.start();
    return loop;
  };
  const done = (items: readonly Item[]): { id: string; kind: 'done' }[] =>
    items.map(({ id }) => ({ id, kind: 'done' }));
  /** A handler that holds every call until it is let go. */
  const held = () => {
    const calls: { readonly items: readonly Item[]; readonly go: () => void }[] = [];
    const handle = async (items: readonly Item[]): Promise<{ id: string; kind: 'done' }[]> => {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      calls.push({
        items,
        go: () => {
          resolve(undefined);
        },
      });
      await promise;
      return done(items);
    };
    return { calls, handle };
  };

  it('given due items, when the loop runs, then each is handled once, so many together, and gone', async () => {
    await enqueue(23);
    const calls: string[][] = [];
    started({
      handle: (items) => {
        calls.push(items.map(({ id }) => id));
        return Promise.resolve(done(items));
      },
    });
    await pollUntil(async () => (await left()) === 0, { what: 'all items are gone' });
    expect(new Set(calls.flat()).size).toBe(23);
    expect(calls.flat()).toHaveLength(23);
    expect(Math.max(...calls.map((call) => call.length))).toBe(5);
  });

  it('given work that hangs, when more is due, then the free places go on and no more than allowed are taken', async () => {
    await enqueue(6);
    const { calls, handle } = held();
    const loop = started({ inFlight: 2, together: 1, handle });
    await pollUntil(() => calls.length === 2, { what: 'both places are taken' });
    expect(loop.health()).toEqual({ state: 'running', inFlight: 2 });
    for (let next = 1; next < 6; next += 1) {
      calls[next]?.go();
      if (next < 5) await pollUntil(() => calls.length === next + 2, { what: 'the next one is taken' });
    }
    await pollUntil(async () => (await left()) === 1, { what: 'all but the hanging one are gone' });
    calls[0]?.go();
  });

  it('given a handler that throws, when it recovers, then the items are handled after all', async () => {
    await enqueue(1);
    let failures = 2;
    const attempts: number[] = [];
    const loop = started({
      handle: (items) => {
        attempts.push(...items.map((it) => it.attempts));
        failures -= 1;
        return failures < 0 ? Promise.resolve(done(items)) : Promise.reject(new Error('the log is down'));
      },
    });
    await pollUntil(() => loop.health().state === 'failing', { what: 'the failure shows' });
    await pollUntil(async () => (await left()) === 0, { what: 'the item is gone' });
    expect(attempts).toEqual([1, 1, 1]);
    expect(loop.health().state).toBe('running');
  });

  it('given a database that fails, when it works again, then the loop goes on by itself', async () => {
    const loop = started({ handle: (items) => Promise.resolve(done(items)) });
    await sql`ALTER TABLE work_items RENAME TO gone`.execute(test.database);
    await pollUntil(() => loop.health().error?.message.includes('work_items'), { what: 'the failure shows' });
    await sql`ALTER TABLE gone RENAME TO work_items`.execute(test.database);
    await enqueue(1);
    await pollUntil(async () => (await left()) === 0, { what: 'the item is gone' });
    expect(loop.health()).toEqual({ state: 'running', inFlight: 0 });
  });

  it('given work under way, when stopped, then it is told, waited for, and nothing more is claimed', async () => {
    await enqueue(3);
    const { calls, handle } = held();
    const signals: AbortSignal[] = [];
    const loop = started({
      inFlight: 1,
      together: 1,
      handle: (items, stopping) => {
        signals.push(stopping);
        return handle(items);
      },
    });
    await pollUntil(() => calls.length === 1, { what: 'the first is at work' });
    let stopped = false;
    const stopping = loop.stop().then(() => {
      stopped = true;
    });
    expect(signals[0]?.aborted).toBe(true);
    await test.database.selectFrom('work_items').select('item_id').execute();
    expect(stopped).toBe(false);
    calls[0]?.go();
    await stopping;
    expect(calls).toHaveLength(1);
    expect(await left()).toBe(2);
    expect(loop.health()).toEqual({ state: 'stopped', inFlight: 0 });
  });

  it('given items that another process held, when their partition is taken over, then nobody waits for its leases', async () => {
    await enqueue(3);
    await queue.claimDue(test.database, { partitions: [0], limit: 10, leaseMs: 600_000 });
    const attempts: number[] = [];
    started({
      handle: (items) => {
        attempts.push(...items.map((it) => it.attempts));
        return Promise.resolve(done(items));
      },
    });
    await pollUntil(async () => (await left()) === 0, { what: 'the items are gone' });
    expect(attempts).toEqual([2, 2, 2]);
  });

  it('given partitions that come and go, when claiming, then only those of the moment are taken', async () => {
    await enqueue(1);
    let mine: number[] = [];
    let asked = 0;
    started({
      partitions: () => {
        asked += 1;
        return mine;
      },
      handle: (items) => Promise.resolve(done(items)),
    });
    await pollUntil(() => asked > 2, { what: 'the loop has looked' });
    expect(await left()).toBe(1);
    mine = [0];
    await pollUntil(async () => (await left()) === 0, { what: 'the item is gone' });
  });
});
