import { isAlive } from '@app/embedded';
import { pollUntil } from '@app/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { createLogSink } from '../kafkajs/create-log-sink.js';
import type { LogSink } from '../log/log-sink.js';
import { QUIET, readerBench, receivedRecord, type ReaderBench } from '../reader/reader.fixture.js';
import { expectAcknowledged, expectExactlyTheLog, logLength } from './oracle.fixture.js';
import { kill, killAndRestart, startOwnKafka, type OwnKafka } from './own-kafka.fixture.js';
import { SteadyProducer } from './steady-producer.fixture.js';

const DEADLINE_MS = 2_000;

// A real Kafka of its own, which is killed; the run's shared PostgreSQL.
describe('a broker that is killed', () => {
  let kafka: OwnKafka;
  let bench: ReaderBench;
  let hasty: LogSink;

  beforeAll(async () => {
    kafka = await startOwnKafka(1);
  });
  beforeEach(async () => {
    if (!isAlive(kafka.nodes[0].pid)) await kafka.nodes[0].start();
    bench = await readerBench({ brokers: kafka.brokers });
    hasty = createLogSink(bench.connection, { deadlineMs: DEADLINE_MS, queueLimit: 100 }, QUIET);
  });
  afterEach(async () => {
    await hasty.close();
    await bench.close();
  });
  afterAll(() => kafka.stop());

  it('given records going in and out, when it is killed and comes back, then nothing acknowledged is missing or out of order', async () => {
    await using producer = new SteadyProducer(bench.sink);
    const reader = bench.reader();
    await reader.start();
    producer.start();

    await pollUntil(() => producer.acknowledged.size > 2_000, { what: 'a flow' });
    await killAndRestart(kafka.nodes[0]);
    const atReturn = producer.acknowledged.size;
    await pollUntil(() => producer.acknowledged.size > atReturn, { what: 'a flow again' });
    await producer.stop();
    const length = await pollUntil(() => logLength(bench.admin), { what: 'the length of the log' });
    const allApplied = async (): Promise<boolean> => (await bench.appliedCount()) >= length;
    await pollUntil(allApplied, { what: `${String(length)} applied` });

    const rows = await bench.applied();
    expectExactlyTheLog(rows, length);
    expectAcknowledged(rows, producer);
    await pollUntil(() => reader.health().state === 'running', { what: 'the reader is well' });
  });

  it('given it is down, when records are appended, then they are refused in time, and accepted by themselves once it is back', async () => {
    await hasty.append(receivedRecord('before'));
    await kill(kafka.nodes[0]);

    const began = performance.now();
    const refusals = await Promise.allSettled([1, 2, 3].map((n) => hasty.append(receivedRecord(`down-${String(n)}`))));
    expect(performance.now() - began).toBeLessThan(2 * DEADLINE_MS);
    for (const refusal of refusals) {
      expect(refusal.status).toBe('rejected');
      const { code } = (refusal as PromiseRejectedResult).reason as { code: string };
      expect(['LOG.NOT_APPENDED', 'LOG.UNKNOWN_OUTCOME']).toContain(code);
    }
    expect(hasty.reachable).toBe(false);
    // Nothing can have reached a broker that was down all the time.
    await expect(hasty.append(receivedRecord('down-4'))).rejects.toMatchObject({ code: 'LOG.NOT_APPENDED' });

    await kafka.nodes[0].start();
    const appended = await pollUntil(() => hasty.append(receivedRecord('after')), {
      what: 'an append that succeeds',
    });
    expect(appended).toMatchObject({ topic: 'transactions' });
    expect(hasty.reachable).toBe(true);
  });

  it('given it is down, when more records wait than the queue takes, then one more is refused at once', async () => {
    await kill(kafka.nodes[0]);
    const waiting = Array.from({ length: 100 }, (_, n) => hasty.append(receivedRecord(`waits-${String(n)}`)));
    const settled = Promise.allSettled(waiting);

    const began = performance.now();
    await expect(hasty.append(receivedRecord('too-many'))).rejects.toMatchObject({ code: 'LOG.NOT_APPENDED' });

    expect(performance.now() - began).toBeLessThan(DEADLINE_MS / 2);
    await settled;
  });
});
