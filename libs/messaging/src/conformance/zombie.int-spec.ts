import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';

import { pollUntil } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { readerBench, type ReaderBench } from '../reader/reader.fixture.js';
import { expectAcknowledged, expectExactlyTheLog, logLength } from './oracle.fixture.js';
import { SteadyProducer } from './steady-producer.fixture.js';
import type { ZombieOrders } from './zombie.fixture.js';

const CHILD = 'dist/libs/messaging/src/conformance/zombie.fixture.js';
/** The group's session time-out is 6 s; far less than whoever waits for the zombies themselves would take. */
const TAKEN_OVER_WITHIN_MS = 20_000;

// Real Kafka, PostgreSQL and processes that are stopped; the child is the built one.
describe('a consumer that is stopped past its session time-out', () => {
  let bench: ReaderBench;
  let zombies: ChildProcess[];

  beforeEach(async () => {
    if (!existsSync(CHILD)) throw new Error(`${CHILD} is missing: npm run build`);
    bench = await readerBench();
    zombies = [];
  });
  afterEach(async () => {
    for (const zombie of zombies) zombie.kill('SIGKILL');
    await bench.close();
  });

  const startZombie = (at: ZombieOrders['at']): { hasRecords(): boolean; wasRefused(): boolean } => {
    const orders: ZombieOrders = { connection: bench.connection, databaseUrl: bench.test.url, at };
    const zombie = fork(CHILD, [JSON.stringify(orders)], { execArgv: ['--disable-warning=TimeoutNegativeWarning'] });
    const events = new Set<string>();
    zombie.on('message', ({ event }: { readonly event: string }) => events.add(event));
    zombies.push(zombie);
    return { hasRecords: () => events.has(at), wasRefused: () => events.has('reader.apply-failed') };
  };
  const untilApplied = async (patience: { readonly timeoutMs?: number } = {}): Promise<number> => {
    const length = await logLength(bench.admin);
    const isApplied = async (): Promise<boolean> => (await bench.appliedCount()) >= length;
    await pollUntil(isApplied, { what: `${String(length)} applied`, ...patience });
    return length;
  };

  it('given one with records in hand and one inside its transaction, when they wake, then they have held nobody up and write nothing', async () => {
    await using producer = new SteadyProducer(bench.sink);
    const polled = startZombie('polled');
    const applied = startZombie('applied');
    const survivor = bench.reader();
    await survivor.start();
    await pollUntil(() => survivor.health().positions.size === 4, {
      what: 'a third of the partitions each',
    });

    producer.start();
    await pollUntil(() => polled.hasRecords() && applied.hasRecords(), { what: 'both have records' });
    for (const zombie of zombies) zombie.kill('SIGSTOP');
    await producer.stop();
    await untilApplied({ timeoutMs: TAKEN_OVER_WITHIN_MS });

    for (const zombie of zombies) {
      zombie.kill('SIGCONT');
      zombie.send('go on');
    }
    await pollUntil(() => polled.wasRefused() && applied.wasRefused(), { what: 'both were refused' });
    await pollUntil(() => survivor.health().positions.size === 4, { what: 'all three share again' });
    await producer.append(1_000);
    const length = await untilApplied();

    const rows = await bench.applied();
    expectExactlyTheLog(rows, length);
    expectAcknowledged(rows, producer);
    expect(zombies.map((zombie) => zombie.exitCode)).toEqual([null, null]);
  });
});
