import { pollUntil } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { readerBench, type ReaderBench } from '../reader/reader.fixture.js';
import { expectAcknowledged, expectExactlyTheLog, logLength } from './oracle.fixture.js';
import { SteadyProducer } from './steady-producer.fixture.js';

// Real Kafka and PostgreSQL, the run's shared ones.
describe('the log as a whole', () => {
  let bench: ReaderBench;

  beforeEach(async () => {
    bench = await readerBench();
  });
  afterEach(() => bench.close());

  const untilAllApplied = async (): Promise<number> => {
    const length = await logLength(bench.admin);
    const isApplied = async (): Promise<boolean> => (await bench.appliedCount()) >= length;
    await pollUntil(isApplied, { what: `${String(length)} applied`, intervalMs: 100 });
    return length;
  };

  it('given 100,000 records, thousands of them on their way at once, when read, then each is there as often as the log has it, keys in order', async () => {
    const producer = new SteadyProducer(bench.sink);
    await bench.reader().start();

    for (let round = 0; round < 10; round += 1) await producer.append(10_000);
    const length = await untilAllApplied();

    expect(producer.refused).toEqual([]);
    expect(producer.acknowledged.size).toBe(100_000);
    const rows = await bench.applied();
    expectExactlyTheLog(rows, length);
    expectAcknowledged(rows, producer);
  });

  it('given readers that come and go all the time, when the last one has read, then nothing is missing or doubled', async () => {
    await using producer = new SteadyProducer(bench.sink);
    await bench.reader().start();
    producer.start();
    for (let n = 0; n < 4; n += 1) {
      const guest = bench.reader();
      await guest.start();
      await pollUntil(() => guest.health().positions.size > 0, { what: 'the guest has partitions' });
      await guest.stop();
    }
    await producer.stop();
    const length = await untilAllApplied();

    expect(producer.refused).toEqual([]);
    const rows = await bench.applied();
    expectExactlyTheLog(rows, length);
    expectAcknowledged(rows, producer);
  });
});
