import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pollUntil } from '@app/testing';
import { sql } from 'kysely';

import { createLogSource } from '../kafkajs/kafkajs-log-source.js';
import { LogReader } from '../transport/log-reader.decorator.js';
import { LogTransport } from '../transport/log-transport.js';
import type { PositionedReader } from './positioned-reader.js';
import type { ReadBatch } from './read-batch.js';
import { QUIET, readerBench, receivedRecord, writeApplied, type ReaderBench } from './reader.fixture.js';
import { takeOver } from './take-over.js';

const AT_END = { startAt: 'end' } as const;
const NAME = { reader: 'spec', topic: 'transactions', ...AT_END };

// Real Kafka and real PostgreSQL; each test has a topic, a group and a database of its own.
describe('a reader that starts at the end', () => {
  let bench: ReaderBench;

  beforeEach(async () => {
    bench = await readerBench();
  });

  afterEach(async () => {
    await bench.close();
  });

  const idsFrom = (from: number, to: number): string[] =>
    Array.from({ length: to - from }, (_, n) => `tx-${String(from + n)}`);
  const append = (ids: readonly string[]): Promise<unknown> =>
    Promise.all(ids.map((id) => bench.sink.append(receivedRecord(id))));
  const started = async (): Promise<PositionedReader> => {
    const reader = bench.reader(undefined, AT_END);
    await reader.start();
    await pollUntil(() => reader.health().positions.size === 12, { what: 'all partitions are assigned' });
    return reader;
  };
  const appliedIds = async (): Promise<string[]> => (await bench.applied()).map((row) => row.transaction_id).sort();
  const untilApplied = (count: number): Promise<unknown> =>
    pollUntil(async () => (await bench.appliedCount()) === count, { what: `${String(count)} applied` });
  const positions = async (): Promise<Map<number, number>> => {
    const rows = await bench.test.database.selectFrom('log_positions').selectAll().execute();
    return new Map(rows.map((row) => [row.partition, Number(row.next_offset)]));
  };

  it('given a log with history, when it starts for the first time, then it applies only what comes after', async () => {
    await append(idsFrom(0, 200));

    const reader = await started();
    await append(idsFrom(200, 260));
    await untilApplied(60);

    expect(await appliedIds()).toEqual(idsFrom(200, 260).sort());
    expect(reader.health().state).toBe('running');
  });

  it('given it has started once, when it was away while records came, then it applies them: it starts at the end only once', async () => {
    await append(idsFrom(0, 100));
    await (await started()).stop();
    await append(idsFrom(100, 160));

    await started();
    await untilApplied(60);

    expect(await appliedIds()).toEqual(idsFrom(100, 160).sort());
  });

  it('given one partition of it is taken over, when another one is later, then that began at the same moment', async () => {
    const engines = { admin: bench.admin, database: bench.test.database };
    await append(idsFrom(0, 100));
    const ends = new Map(
      [...(await bench.admin.offsets('transactions'))].map(([partition, { end }]) => [partition, end]),
    );

    await takeOver(NAME, engines, [0]);
    await append(idsFrom(100, 200));
    const later = await takeOver(NAME, engines, [1, 2, 3]);

    expect(await positions()).toEqual(ends);
    expect([...later].map(([partition, { applied }]) => applied - (ends.get(partition) ?? 0))).toEqual([0, 0, 0]);
  });

  it('given several processes that start at once while records come, when positions are made, then all are of one moment', async () => {
    const engines = { admin: bench.admin, database: bench.test.database };
    await append(idsFrom(0, 50));
    const seen: Map<number, number>[] = [];
    const admin = {
      offsets: async (topic: string) => {
        await append([`tx-${String(seen.length)}`]);
        const ranges = await bench.admin.offsets(topic);
        seen.push(new Map([...ranges].map(([partition, { end }]) => [partition, end])));
        return ranges;
      },
    };

    const scripted = { ...engines, admin: Object.assign(Object.create(bench.admin) as typeof bench.admin, admin) };
    await Promise.all([0, 4, 8].map((partition) => takeOver(NAME, scripted, [partition, partition + 1])));

    expect(seen).toContainEqual(await positions());
  });

  it('given its first position was placed, when the log is another, shorter one, then it stops and says so', async () => {
    await append(idsFrom(0, 100));
    await (await started()).stop();
    await sql`UPDATE log_positions SET next_offset = next_offset + 1000`.execute(bench.test.database);
    const reader = bench.reader(undefined, AT_END);

    await reader.start();

    await pollUntil(() => reader.health().state === 'stopped', { what: 'the reader has stopped' });
    expect(reader.health().error?.message).toContain('before the position');
  });

  it('given a LogReader method that starts at the end, when Nest starts it, then it applies only what comes after', async () => {
    class AtEnd {
      @LogReader({
        reader: 'spec',
        group: 'spec',
        topic: 'transactions',
        events: ['TransactionReceived.v1'],
        ...AT_END,
      })
      apply(batch: ReadBatch): Promise<void> {
        return writeApplied(batch);
      }
    }
    @Module({ controllers: [AtEnd] })
    class SpecModule {}
    await append(idsFrom(0, 50));
    const source = createLogSource(bench.connection, QUIET);
    const transport = new LogTransport({ source, admin: bench.admin, database: bench.test.database, log: QUIET });
    const app = await NestFactory.createMicroservice(SpecModule, { strategy: transport, logger: false });

    await app.listen();
    await pollUntil(() => transport.reader('spec').health().positions.size === 12, { what: 'assigned' });
    await append(idsFrom(50, 60));
    await untilApplied(10);

    expect(await appliedIds()).toEqual(idsFrom(50, 60).sort());
    await app.close();
  });
});
