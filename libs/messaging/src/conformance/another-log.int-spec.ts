import { pollUntil } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { PositionedReader } from '../reader/positioned-reader.js';
import type { ReadBatch } from '../reader/read-batch.js';
import { readerBench, receivedRecord, type ReaderBench } from '../reader/reader.fixture.js';
import { kafkaAdmin, type KafkaAdmin } from './kafka-admin.fixture.js';

// Real Kafka and PostgreSQL, the run's shared ones.
describe('a log that is not the one that was read', () => {
  let bench: ReaderBench;
  let kafka: KafkaAdmin;

  beforeEach(async () => {
    bench = await readerBench();
    kafka = await kafkaAdmin(bench.connection);
  });
  afterEach(async () => {
    await kafka.close();
    await bench.close();
  });

  /** Each of the 12 partitions gets some. */
  const append = (prefix: string, length = 120): Promise<unknown> =>
    Promise.all(Array.from({ length }, (_, n) => bench.sink.append(receivedRecord(`${prefix}-${String(n)}`))));
  const read = async (count: number, before?: (batch: ReadBatch) => void): Promise<PositionedReader> => {
    const reader = bench.reader(before);
    await reader.start();
    await pollUntil(async () => (await bench.appliedCount()) === count, { what: 'all is applied' });
    return reader;
  };
  const expectStopped = async (reader: PositionedReader, why: RegExp): Promise<void> => {
    await pollUntil(() => reader.health().state === 'stopped', { what: 'the reader has stopped' });
    expect(reader.health().error).toMatchObject({ code: 'READER.LOG_MISMATCH', message: expect.stringMatching(why) });
    expect(await bench.appliedCount()).toBe(120);
  };

  it('given records that were deleted unread, when a reader starts, then it stops, and nothing of the rest is applied', async () => {
    await append('first');
    await (await read(120)).stop();
    await append('second');
    await kafka.deleteRecords();
    await append('third');

    const reader = bench.reader();
    await reader.start();

    await expectStopped(reader, /the log begins at \d+, after the position/);
  });

  it('given a reader that reads, when the log loses records before it gets them, then it stops and skips nothing', async () => {
    await append('first');
    let isDown = false;
    const handedOn = new Set<string | undefined>();
    const reader = await read(120, ({ slices }) => {
      if (!isDown) return;
      for (const { event } of slices.flatMap(({ events }) => events)) handedOn.add(event.subject?.split('-')[0]);
      throw new Error('the database is down');
    });
    // And stays down: what it had fetched before they were deleted would be applied otherwise, and rightly so.
    isDown = true;
    await append('second');
    await kafka.deleteRecords();
    await append('third');

    await expectStopped(reader, /the log begins at \d+, after the position/);
    expect(handedOn).not.toContain('third');
  });

  it('given a topic that is made anew, when the reader goes on reading, then it stops', async () => {
    await append('first');
    const reader = await read(120);

    await kafka.recreate();
    // Fewer in every partition: one that has grown past the position already is told at the next assignment only.
    await append('first', 60);

    await expectStopped(reader, /before the position|this is another log/);
  });

  it('given a topic that was made anew and has as many records, when a reader starts, then it stops', async () => {
    await append('first');
    await (await read(120)).stop();
    await kafka.recreate();
    await append('first');
    const reader = bench.reader();

    await reader.start();

    await expectStopped(reader, /this is another log/);
  });
});
