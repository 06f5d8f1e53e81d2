import { describe, expect, it } from '@jest/globals';

import { decodeSlice, type Chunk } from './entry.js';
import { PendingChunks } from './pending-chunks.js';
import { sliceFrom } from './scripted-log.fixture.js';

describe('PendingChunks', () => {
  const record = { topic: 'transactions', partition: 0, key: 'key', value: '', headers: { ce_type: 'Another.v1' } };
  const chunk = (partition: number, start: number, end: number): Chunk => {
    const records = Array.from({ length: end - start }, () => record);
    return decodeSlice(sliceFrom(start, records, partition), start, new Set());
  };
  const spans = (chunks: readonly Chunk[]): string[] =>
    chunks.map(({ partition, start, end, entries }) => `${partition}: ${start}–${end} (${entries.length})`);
  const isHeld = async (room: Promise<void>): Promise<boolean> =>
    Promise.race([room.then(() => false), new Promise<boolean>((resolve) => setImmediate(resolve, true))]);

  it('given chunks of one partition, when taken, then they are joined, up to the size of a batch', () => {
    const pending = new PendingChunks(1_000);
    for (const [start, end] of [
      [0, 10],
      [10, 30],
      [30, 60],
    ] as const)
      void pending.add(chunk(0, start, end));

    expect(spans(pending.take(40, new Set()))).toEqual(['0: 0–30 (30)']);
    expect(spans(pending.take(40, new Set()))).toEqual(['0: 30–60 (30)']);
    expect(pending.take(40, new Set())).toEqual([]);
  });

  it('given a chunk larger than a batch, when taken, then it comes whole', () => {
    const pending = new PendingChunks(1_000);
    void pending.add(chunk(0, 0, 100));

    expect(spans(pending.take(40, new Set()))).toEqual(['0: 0–100 (100)']);
  });

  it('given several partitions, when one is busy, then the others share the batch', () => {
    const pending = new PendingChunks(1_000);
    for (const partition of [0, 1, 2]) void pending.add(chunk(partition, 0, 10));

    expect(spans(pending.take(40, new Set([1])))).toEqual(['0: 0–10 (10)', '2: 0–10 (10)']);
    expect(spans(pending.take(40, new Set()))).toEqual(['1: 0–10 (10)']);
  });

  it('given a limit, when taken, then nothing at or past it comes, and the rest once it is lifted', () => {
    const pending = new PendingChunks(1_000);
    void pending.add(chunk(0, 0, 10));
    void pending.add(chunk(0, 10, 20));
    void pending.add(chunk(1, 0, 10));

    pending.limitTo(new Map([[0, 15]]));
    expect(spans(pending.take(40, new Set()))).toEqual(['0: 0–15 (15)']);
    expect(pending.take(40, new Set())).toEqual([]);
    pending.limitTo(undefined);
    expect(spans(pending.take(40, new Set()))).toEqual(['0: 15–20 (5)', '1: 0–10 (10)']);
  });

  it('given more than may wait, when some is taken, then fetches go on, and not before', async () => {
    const pending = new PendingChunks(20);
    expect(await isHeld(pending.add(chunk(0, 0, 10)))).toBe(false);
    const second = pending.add(chunk(1, 0, 10));
    const third = pending.add(chunk(2, 0, 10));
    expect([await isHeld(second), await isHeld(third)]).toEqual([true, true]);

    pending.take(5, new Set());
    expect(await isHeld(second)).toBe(true);
    pending.take(5, new Set());

    expect([await isHeld(second), await isHeld(third)]).toEqual([false, false]);
  });

  it('given held fetches, when their partitions are dropped, then fetches go on and nothing of them is taken', async () => {
    const pending = new PendingChunks(10);
    const held = pending.add(chunk(0, 0, 20));
    void pending.add(chunk(1, 0, 5));

    pending.drop([0]);

    expect(await isHeld(held)).toBe(false);
    expect(spans(pending.take(40, new Set()))).toEqual(['1: 0–5 (5)']);
  });

  it('given chunks of all partitions, when all are dropped, then there is nothing, and room', async () => {
    const pending = new PendingChunks(10);
    const held = [0, 1].map((partition) => pending.add(chunk(partition, 0, 20)));

    pending.dropAll();

    expect(await Promise.all(held.map(isHeld))).toEqual([false, false]);
    expect(pending.take(40, new Set())).toEqual([]);
    expect(await isHeld(pending.add(chunk(0, 0, 5)))).toBe(false);
  });
});
