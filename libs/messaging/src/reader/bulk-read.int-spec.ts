import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { LogListener, LogSubscription } from '../log/log-source.js';
import { bulkRead } from './bulk-read.js';
import { QUIET, receivedRecord, specReader, tableBench, writeApplied, type TableBench } from './reader.fixture.js';
import { ScriptedAdmin, ScriptedSource, sliceFrom } from './scripted-log.fixture.js';

const SLICES = [
  ...[0, 3, 6, 9].map((offset) => sliceFrom(offset, threePosts(offset))),
  ...[0, 3].map((offset) => sliceFrom(offset, threePosts(100 + offset), 1)),
];
const UNTIL = new Map([
  [0, 12],
  [1, 5],
]);

/** Delivers what it has as soon as somebody subscribes. */
class DeliveringSource extends ScriptedSource {
  override async subscribe(topic: string, group: string, listener: LogListener): Promise<LogSubscription> {
    const subscription = await super.subscribe(topic, group, listener);
    void this.deliverAll(listener);
    return subscription;
  }

  private async deliverAll(listener: LogListener): Promise<void> {
    await listener.assigned([...UNTIL.keys()]);
    for (const slice of SLICES) await listener.records(slice);
  }
}

describe('bulkRead', () => {
  let bench: TableBench;

  beforeEach(async () => {
    bench = await tableBench();
  });
  afterEach(() => bench.close());

  it.each([
    ['all that is asked for in one batch a partition', { batchEntries: 100, batchBytes: 1_000_000 }, [12, 5]],
    ['batches of so many entries', { batchEntries: 6, batchBytes: 1_000_000 }, [6, 6, 5]],
    ['batches of the entries of whole slices', { batchEntries: 4, batchBytes: 1_000_000 }, [6, 6, 5]],
    [
      'a batch a slice when each is larger than a batch may be',
      { batchEntries: 100, batchBytes: 1 },
      [3, 3, 3, 3, 3, 2],
    ],
  ])('given slices of three, when read, then there is %s', async (_what, batch, expected) => {
    const admin = new ScriptedAdmin();
    admin.range = { low: 0, end: 12 };
    const sizes: number[] = [];

    await bulkRead(
      { ...specReader(writeApplied), ...batch, until: UNTIL, applied: (entries) => void sizes.push(entries) },
      { source: new DeliveringSource(), admin, database: bench.test.database, log: QUIET },
    );

    expect(sizes).toEqual(expected);
    const rows = await bench.applied();
    const offsets = (partition: number) =>
      rows.filter((row) => row.partition === partition).map(({ offset }) => offset);
    expect(offsets(0)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(offsets(1)).toEqual([0, 1, 2, 3, 4]);
  });
});

function threePosts(first: number) {
  return [first, first + 1, first + 2].map((n) => receivedRecord(`tx-${String(n)}`));
}
