import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { receivedRecord } from '../reader/reader.fixture.js';
import { RedriveBench } from './redrive.fixture.js';

const ids = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, n) => `tx-${String(from + n)}`);

// PostgreSQL is real, the log is scripted.
describe('bursts of what cannot be applied', () => {
  let bench: RedriveBench;

  beforeEach(async () => {
    bench = await RedriveBench.create();
  });
  afterEach(() => bench.close());

  it('given 1,000 records in a row that do not decode, when read, then the partition goes on within 10 s', async () => {
    await bench.reader();
    const poison = ids(0, 1_000).map((id) => ({ ...receivedRecord(id), value: '{' }));
    const started = performance.now();

    await bench.deliver([...poison, ...ids(1_000, 2_000).map((id) => receivedRecord(id))]);

    expect(performance.now() - started).toBeLessThan(10_000);
    expect(await bench.position()).toEqual({ next: 2_000, parked: 1_000 });
    expect(await bench.table.appliedCount()).toBe(1_000);
  });

  it('given 1,000 records that PostgreSQL refuses, among others, when read, then they alone are parked, and redriven', async () => {
    const sick = ids(0, 1_000).map((_, n) => n * 2);
    await bench.refuse(...sick);
    await bench.reader();

    await bench.deliver(ids(0, 3_000).map((id) => receivedRecord(id)));

    expect(await bench.position()).toEqual({ next: 3_000, parked: 1_000 });
    expect(await bench.table.appliedCount()).toBe(2_000);

    await bench.cure();
    const results = await bench.redrive(...sick.map((offset) => `tx-${String(offset)}`));
    expect(results.filter(({ state }) => state === 'redriven')).toHaveLength(1_000);
    expect(await bench.table.appliedCount()).toBe(3_000);
    expect(await bench.position()).toEqual({ next: 3_000, parked: 0 });
  }, 240_000);
});
