import { createDatabase, type Database } from '@app/database';
import { pollUntil } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { readerBench, type ReaderBench } from '../reader/reader.fixture.js';
import { expectAcknowledged, expectExactlyTheLog, logLength } from './oracle.fixture.js';
import { startPostgresProxy, type PostgresProxy } from './postgres-proxy.fixture.js';
import { SteadyProducer } from './steady-producer.fixture.js';

// Real Kafka and PostgreSQL; the reader reaches PostgreSQL through a proxy that cuts its connections.
describe('a database that is lost', () => {
  let bench: ReaderBench;
  let proxy: PostgresProxy;
  let database: Database;
  let producer: SteadyProducer;

  beforeEach(async () => {
    bench = await readerBench();
    proxy = await startPostgresProxy(bench.test.url);
    database = createDatabase({ url: proxy.url, poolSize: 3, applicationName: 'conformance' });
    producer = new SteadyProducer(bench.sink);
  });
  afterEach(async () => {
    await bench.close();
    await database.destroy();
    await proxy.close();
  });

  const untilExact = async (): Promise<void> => {
    const length = await logLength(bench.admin);
    const isApplied = async (): Promise<boolean> => (await bench.appliedCount()) >= length;
    await pollUntil(isApplied, { what: `${String(length)} applied` });
    const rows = await bench.applied();
    expectExactlyTheLog(rows, length);
    expectAcknowledged(rows, producer);
  };

  it('given answers to COMMIT that are lost, when read again, then everything is applied once and the reader is well', async () => {
    const reader = bench.reader(undefined, {}, { database });
    await reader.start();

    for (let n = 1; n <= 3; n += 1) {
      proxy.loseNextCommitReply();
      await producer.append(500);
      await pollUntil(() => proxy.lostReplies === n, { what: 'an answer is lost' });
      await untilExact();
    }

    await pollUntil(() => reader.health().state === 'running', { what: 'the reader is well' });
  });

  it('given no database at the start, when it comes, then the reader says so until then and catches up by itself', async () => {
    proxy.down();
    await producer.append(500);
    const reader = bench.reader(undefined, {}, { database });
    await reader.start();
    await pollUntil(() => reader.health().error, { what: 'the reader tells its trouble' });
    expect(reader.health().state).toBe('retrying');

    proxy.up();

    await untilExact();
    expect(reader.health().state).toBe('running');
  });

  it('given a database that goes away again and again, when it is back, then the reader catches up by itself', async () => {
    const reader = bench.reader(undefined, {}, { database });
    await reader.start();
    producer.start();
    for (let n = 0; n < 3; n += 1) {
      const before = await bench.appliedCount();
      await pollUntil(async () => (await bench.appliedCount()) > before, { what: 'a flow' });
      proxy.down();
      await pollUntil(() => reader.health().state === 'retrying', { what: 'the reader tells its trouble' });
      proxy.up();
    }
    await producer.stop();

    await untilExact();
    await pollUntil(() => reader.health().state === 'running', { what: 'the reader is well' });
  });
});
