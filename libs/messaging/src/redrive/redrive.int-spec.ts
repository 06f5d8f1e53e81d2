import { TransactionsDeleted, newEventId } from '@app/contracts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { recordInPartition } from '../log/event-record.js';
import { receivedRecord } from '../reader/reader.fixture.js';
import { sliceFrom } from '../reader/scripted-log.fixture.js';
import { RedriveBench } from './redrive.fixture.js';

/** The record of a transaction, and one that does not decode. */
const good = (id: string) => receivedRecord(id);
const poison = (id: string) => ({ ...receivedRecord(id), value: '{' });

// PostgreSQL is real, the log is scripted.
describe('redrive', () => {
  let bench: RedriveBench;

  beforeEach(async () => {
    bench = await RedriveBench.create();
  });
  afterEach(() => bench.close());

  it('given event 3 of 10 of one among 1,000 keys refused, when cured and redriven, then all is as in a clean run', async () => {
    const ids = Array.from({ length: 1_000 }, (_, n) => `tx-${String(n)}`);
    const log = Array.from({ length: 10 }, () => ids.map(good)).flat();
    const ofKey = Array.from({ length: 10 }, (_, n) => 500 + n * 1_000);
    const behind = ofKey.slice(2);
    await bench.refuse(2_500);
    await bench.reader();
    await bench.deliver(log);

    expect(await bench.parked()).toEqual(
      behind.map((offset) => [offset, offset === 2_500 ? 'sqlstate-23514' : 'waits-behind-key']),
    );
    expect(await bench.position()).toEqual({ next: 10_000, parked: 8 });
    expect(await bench.table.appliedCount()).toBe(10_000 - 8);
    const stored = await bench.database.selectFrom('parked_records').selectAll().orderBy('offset').execute();
    const read = sliceFrom(0, log).records;
    for (const row of stored) {
      const record = read[Number(row.offset)];
      expect([row.topic, row.partition, row.key, row.value]).toEqual(['transactions', 0, record?.key, record?.value]);
      expect(row.appended_at.getTime()).toBe(record?.timestamp);
      expect(Buffer.from(row.headers['ce_id'] ?? '', 'base64')).toEqual(record?.headers['ce_id']);
    }

    await bench.cure();
    expect(await bench.redrive('tx-500')).toMatchObject([{ state: 'redriven', applied: 8, remaining: 0 }]);

    expect(await bench.appliedOf('tx-500')).toEqual(ofKey);
    const applied = await bench.table.applied();
    expect(applied.map(({ offset }) => offset).sort((a, b) => a - b)).toEqual(log.map((_, offset) => offset));
    expect(new Set(applied.map(({ event_id: id }) => id)).size).toBe(10_000);
    expect(await bench.parked()).toEqual([]);
    expect(await bench.position()).toEqual({ next: 10_000, parked: 0 });

    expect(await bench.redrive('tx-500')).toMatchObject([{ state: 'nothing_parked', applied: 0 }]);
    expect(await bench.table.appliedCount()).toBe(10_000);
  });

  it('given poison between good records, when redriven, then what came before it is applied already and all else stays', async () => {
    await bench.reader();
    await bench.deliver([good('tx-1'), poison('tx-1'), good('tx-1'), good('tx-2')]);
    expect(await bench.appliedOf('tx-1')).toEqual([0]);

    const results = await bench.redrive('tx-1');

    expect(results).toMatchObject([{ state: 'still_parked', applied: 0, remaining: 2 }]);
    expect(results[0]?.errorMessage).toContain('not JSON');
    expect(await bench.parked()).toEqual([
      [1, 'not-json'],
      [2, 'waits-behind-key'],
    ]);
    expect(await bench.position()).toEqual({ next: 4, parked: 2 });
    expect(await bench.appliedOf('tx-1')).toEqual([0]);
  });

  it('given two refused records of a key, when only the first is cured, then all before the second is applied', async () => {
    await bench.refuse(1, 4);
    await bench.reader();
    await bench.deliver(Array.from({ length: 7 }, () => good('tx-1')));

    await bench.refuse(4);
    expect(await bench.redrive('tx-1')).toMatchObject([{ state: 'still_parked', applied: 3, remaining: 3 }]);
    expect(await bench.parked()).toEqual([
      [4, 'sqlstate-23514'],
      [5, 'waits-behind-key'],
      [6, 'waits-behind-key'],
    ]);
    await bench.deliver([good('tx-1')]);
    await bench.cure();
    expect(await bench.redrive('tx-1')).toMatchObject([{ state: 'redriven', applied: 4, remaining: 0 }]);
    expect(await bench.appliedOf('tx-1')).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('given more records of a key than one transaction takes, when redriven, then all are applied in order', async () => {
    await bench.refuse(0);
    await bench.reader();
    await bench.deliver(Array.from({ length: 4_500 }, () => good('tx-1')));

    await bench.cure();
    const requests = await bench.ask('tx-1');

    expect(await bench.finished(requests)).toMatchObject([{ state: 'redriven', applied: 4_500, remaining: 0 }]);
    expect(await bench.appliedOf('tx-1')).toEqual(Array.from({ length: 4_500 }, (_, n) => n));
  });

  it('given records without a key, when one is redriven, then only that one is', async () => {
    const unknown = recordInPartition(deletion(), 0);
    const newer = { ...unknown, headers: { ...unknown.headers, ce_type: 'TransactionsDeleted.v9' } };
    const deletes = { subscription: new Set(['TransactionReceived.v1', 'TransactionsDeleted.v1'] as const) };
    const first = await bench.reader(undefined, deletes);
    await bench.deliver([newer, newer]);
    expect(await bench.finished(await bench.askForOffset(0))).toMatchObject([{ state: 'still_parked', remaining: 1 }]);
    await first.stop();

    // Code that does not subscribe to it has no use for it.
    await bench.reader();

    expect(await bench.finished(await bench.askForOffset(0))).toMatchObject([{ state: 'redriven', applied: 0 }]);
    expect(await bench.parked()).toEqual([[1, 'unknown-version']]);
  });

  it('given a handler that fails for one key, when several are redriven, then the others are, and that one later', async () => {
    await bench.refuse(0, 1, 2);
    let isBroken = false;
    const reader = await bench.reader(({ slices }) => {
      if (slices[0]?.events[0]?.event.subject === 'tx-1' && isBroken) throw new TypeError('a bug');
    });
    await bench.deliver([good('tx-1'), good('tx-2'), good('tx-3')]);
    await bench.cure();
    isBroken = true;

    const [broken, ...others] = await bench.ask('tx-1', 'tx-2', 'tx-3');
    expect(await bench.finished(others)).toMatchObject([{ state: 'redriven' }, { state: 'redriven' }]);
    const waiting = await bench.database.selectFrom('redrives').select(['state', 'error_message']).execute();
    expect(waiting).toContainEqual({ state: 'requested', error_message: 'a bug' });
    await bench.deliver([good('tx-4')]);
    expect(reader.health().state).toBe('running');

    isBroken = false;
    const results = await bench.finished(broken === undefined ? [] : [broken]);
    expect(results).toMatchObject([{ state: 'redriven', errorMessage: null }]);
    expect((await bench.table.applied()).map(({ offset }) => offset).sort()).toEqual([0, 1, 2, 3]);
  });

  it('given a deletion of all that was before, when redriven, then nothing from before it comes back', async () => {
    const deletes = { subscription: new Set(['TransactionReceived.v1', 'TransactionsDeleted.v1'] as const) };
    await bench.refuse(0);
    await bench.reader(undefined, deletes);
    await bench.deliver([good('tx-1'), good('tx-1')]);
    await bench.deliver([good('tx-1'), recordInPartition(deletion(), 0), good('tx-1')]);

    expect(await bench.parked()).toEqual([]);
    expect(await bench.position()).toEqual({ next: 5, parked: 0 });
    expect(await bench.redrive('tx-1')).toMatchObject([{ state: 'nothing_parked' }]);
    expect(await bench.appliedOf('tx-1')).toEqual([2, 4]);
  });

  it('given a key and a header name longer than any of ours, when they are poison, then the partition goes on', async () => {
    const key = 'k'.repeat(100_000);
    await bench.reader();
    await bench.deliver([{ ...poison('tx-1'), key, headers: { [`${'h'.repeat(1_999)}😀`]: 'x' } }, good('tx-2')]);

    expect(await bench.appliedOf('tx-2')).toEqual([1]);
    expect(await bench.redrive(key)).toMatchObject([{ state: 'still_parked', remaining: 1 }]);
  });
});

const deletion = () => ({
  id: newEventId(),
  type: TransactionsDeleted.type,
  source: '/spec',
  time: '2026-03-29T01:30:00Z',
  subject: null,
  data: { partition: 0, deleted_at: '2026-03-29T01:30:00Z' },
});
