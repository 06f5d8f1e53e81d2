import { pollUntil } from '@app/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { readerBench, type ReaderBench } from '../reader/reader.fixture.js';
import { kafkaAdmin } from './kafka-admin.fixture.js';
import { expectAcknowledged, expectExactlyTheLog, logLength } from './oracle.fixture.js';
import { killAndRestart, startOwnKafka, type OwnKafka } from './own-kafka.fixture.js';
import { SteadyProducer } from './steady-producer.fixture.js';

// Three real brokers of its own, replication 3, min.insync.replicas 2; the run's shared PostgreSQL.
describe('leaders that move', () => {
  let kafka: OwnKafka;
  let bench: ReaderBench;

  beforeAll(async () => {
    kafka = await startOwnKafka(3);
  });
  beforeEach(async () => {
    bench = await readerBench({ brokers: kafka.brokers, replicationFactor: 3 });
  });
  afterEach(() => bench.close());
  afterAll(() => kafka.stop());

  it('given records going in and out, when each broker stops in turn, then nothing acknowledged is missing or out of order', async () => {
    await using producer = new SteadyProducer(bench.sink);
    await bench.reader().start();
    producer.start();
    const seen = new Set<string>();
    const leadersNow = async (): Promise<string> => {
      const admin = await kafkaAdmin(bench.connection);
      return admin.leaders().finally(() => admin.close());
    };

    for (const [n, node] of kafka.nodes.entries()) {
      const before = producer.acknowledged.size;
      await pollUntil(() => producer.acknowledged.size > before + 1_000, { what: 'a flow' });
      seen.add(await leadersNow());
      // In order, which hands its leaders over, and without warning.
      await (n % 2 === 0 ? node.restart() : killAndRestart(node));
    }
    const atReturn = producer.acknowledged.size;
    await pollUntil(() => producer.acknowledged.size > atReturn, { what: 'a flow again' });
    await producer.stop();
    const length = await pollUntil(() => logLength(bench.admin), { what: 'the length of the log' });
    const allApplied = async (): Promise<boolean> => (await bench.appliedCount()) >= length;
    await pollUntil(allApplied, { what: `${String(length)} applied` });

    expect(seen.size).toBe(kafka.nodes.length);
    const rows = await bench.applied();
    expectExactlyTheLog(rows, length);
    expectAcknowledged(rows, producer);
  });
});
