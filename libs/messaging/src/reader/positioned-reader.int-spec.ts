import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pollUntil } from '@app/testing';
import { sql } from 'kysely';

import { readerBench, receivedRecord, type ReaderBench } from './reader.fixture.js';

// Real Kafka and real PostgreSQL; each test has a topic, a group and a database of its own.
describe('PositionedReader', () => {
  let bench: ReaderBench;

  beforeEach(async () => {
    bench = await readerBench();
  });

  afterEach(async () => {
    await bench.close();
  });

  const append = (ids: readonly string[]): Promise<unknown> =>
    Promise.all(ids.map((id) => bench.sink.append(receivedRecord(id))));
  const idsFrom = (from: number, to: number): string[] =>
    Array.from({ length: to - from }, (_, n) => `tx-${String(from + n)}`);
  /** What was applied, by id; fails when a record of the log was applied twice. The log may hold a record twice. */
  const appliedIds = async (): Promise<string[]> => {
    const rows = await bench.applied();
    expect(new Set(rows.map((row) => `${String(row.partition)}-${String(row.offset)}`)).size).toBe(rows.length);
    return [...new Set(rows.map((row) => row.transaction_id))].sort();
  };
  const untilApplied = (count: number): Promise<unknown> =>
    pollUntil(async () => (await bench.appliedCount()) >= count, {
      what: `${String(count)} applied`,
    });

  it('given a backlog from before the group existed, when started, then everything is applied once and in order', async () => {
    await append(idsFrom(0, 3_000));

    await bench.reader().start();
    await untilApplied(3_000);

    const rows = await bench.applied();
    expect(await appliedIds()).toEqual(idsFrom(0, 3_000).sort());
    for (let partition = 0; partition < 12; partition += 1) {
      const offsets = rows.filter((row) => row.partition === partition).map((row) => row.offset);
      expect(offsets).toEqual(offsets.map((_, n) => n));
    }
  });

  it('given a second start, when more is appended, then only that is applied', async () => {
    await append(idsFrom(0, 100));
    const first = bench.reader();
    await first.start();
    await untilApplied(100);
    await first.stop();
    await append(idsFrom(100, 150));

    await bench.reader().start();
    await untilApplied(150);

    expect(await appliedIds()).toEqual(idsFrom(0, 150).sort());
  });

  it.each([TypeError, RangeError, SyntaxError, ReferenceError])(
    'given a handler that throws a %p once, when it is applied again, then nothing is lost and nothing doubled',
    async (ErrorClass) => {
      await append(idsFrom(0, 200));
      let failures = 0;
      const reader = bench.reader(() => {
        failures += 1;
        if (failures <= 2) throw new ErrorClass('a bug');
      });

      await reader.start();
      await untilApplied(200);

      expect(await appliedIds()).toEqual(idsFrom(0, 200).sort());
      await pollUntil(() => reader.health().state === 'running', { what: 'running again' });
    },
  );

  it('given records that do not decode, when read, then they are parked with their bytes and everything else flows', async () => {
    const good = receivedRecord('tx-1');
    const noType = { ...receivedRecord('tx-2'), headers: {} };
    const notJson = { ...receivedRecord('tx-3'), value: '{' };
    await Promise.all([good, noType, notJson].map((record) => bench.sink.append(record)));
    await bench.sink.append(receivedRecord('tx-3'));
    await bench.sink.append(receivedRecord('tx-4'));

    await bench.reader().start();
    await untilApplied(2);

    expect(await appliedIds()).toEqual(['tx-1', 'tx-4']);
    const parked = await pollUntil(
      async () => {
        const rows = await bench.test.database
          .selectFrom('parked_records')
          .select(['key', 'value', 'error_class'])
          .orderBy('error_class')
          .execute();
        return rows.length === 3 ? rows : undefined;
      },
      { what: 'three parked records' },
    );
    expect(parked.map((row) => [row.key?.toString(), row.error_class])).toEqual([
      ['tx-2', 'no-type'],
      ['tx-3', 'not-json'],
      ['tx-3', 'waits-behind-key'],
    ]);
    expect(parked[1]?.value?.toString()).toBe('{');
  });

  it('given one event that PostgreSQL refuses, when applied, then only its key is parked, in order', async () => {
    const ids = idsFrom(0, 500);
    await append(ids);
    await append(['tx-77']);

    await bench
      .reader(async ({ slices, transaction }) => {
        const bad = slices.some((slice) => slice.events.some((read) => read.event.subject === 'tx-77'));
        if (bad) await sql`SELECT 'not a number'::int`.execute(transaction);
      })
      .start();
    await untilApplied(499);

    const parked = await pollUntil(
      async () => {
        const rows = await bench.test.database.selectFrom('parked_records').select(['key', 'error_class']).execute();
        return rows.length === 2 ? rows : undefined;
      },
      { what: 'two parked records' },
    );
    expect(parked.map((row) => row.error_class).sort()).toEqual(['sqlstate-22P02', 'waits-behind-key']);
    expect(await appliedIds()).toEqual(ids.filter((id) => id !== 'tx-77').sort());
  });

  it('given a position past the end of the log, when started, then the reader stops and says so', async () => {
    await append(['tx-1']);
    await sql`INSERT INTO log_positions (reader, topic, partition, next_offset)
      SELECT 'spec', 'transactions', p, 50 FROM generate_series(0, 11) p`.execute(bench.test.database);
    const reader = bench.reader();

    await reader.start();

    await pollUntil(() => reader.health().state === 'stopped', { what: 'the reader has stopped' });
    expect(reader.health().error?.message).toContain('before the position 50');
    expect(await bench.applied()).toEqual([]);
  });

  it('given another log with as many records, when started, then the reader stops and says so', async () => {
    await append(idsFrom(0, 100));
    const first = bench.reader();
    await first.start();
    await untilApplied(100);
    await first.stop();
    await sql`UPDATE log_positions SET last_event_id = 'another'`.execute(bench.test.database);
    const second = bench.reader();

    await second.start();

    await pollUntil(() => second.health().state === 'stopped', { what: 'the reader has stopped' });
    expect(second.health().error?.message).toContain('this is another log');
  });

  it('given two readers of one group, when one is added, then each record is applied once', async () => {
    const first = bench.reader();
    await first.start();
    await append(idsFrom(0, 300));
    const second = bench.reader();
    await second.start();
    await append(idsFrom(300, 900));
    await untilApplied(900);

    expect(await appliedIds()).toEqual(idsFrom(0, 900).sort());
    await pollUntil(() => second.health().positions.size === 6, { what: 'the second has half of the partitions' });
  });
});
