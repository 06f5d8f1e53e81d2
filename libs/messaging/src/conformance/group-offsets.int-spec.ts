import { pollUntil } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { readerBench, type ReaderBench } from '../reader/reader.fixture.js';
import { kafkaAdmin } from './kafka-admin.fixture.js';
import { expectAcknowledged, expectExactlyTheLog, logLength } from './oracle.fixture.js';
import { SteadyProducer } from './steady-producer.fixture.js';

// Real Kafka and PostgreSQL, the run's shared ones.
describe("the consumer group's offsets", () => {
  let bench: ReaderBench;

  beforeEach(async () => {
    bench = await readerBench();
  });
  afterEach(() => bench.close());

  const readAll = async (): Promise<void> => {
    const reader = bench.reader();
    await reader.start();
    const length = await logLength(bench.admin);
    await pollUntil(async () => (await bench.appliedCount()) >= length, { what: 'all is applied' });
    await reader.stop();
  };

  it.each(['earliest', 'latest'] as const)(
    'given a group that is reset to the %s offsets, when read on, then it is as if nothing had happened',
    async (where) => {
      const kafka = await kafkaAdmin(bench.connection);
      await using producer = new SteadyProducer(bench.sink);
      await producer.append(300);
      await readAll();
      await producer.append(300);

      await kafka.resetGroup(where);
      await readAll();

      const rows = await bench.applied();
      expectExactlyTheLog(rows, await logLength(bench.admin));
      expectAcknowledged(rows, producer);
      expect(producer.acknowledged.size).toBe(600);
      await kafka.close();
    },
  );
});
