import type { Database } from '@app/database';
import { pollUntil } from '@app/testing';

import type { System } from '../support/system.js';
import { countTransactions, residentMb, type Figure } from './measure.js';
import { postTransactions } from './post-transactions.js';

const RATES = [5_000, 4_000, 3_000, 2_000, 1_000];
const WARM_UP_SECONDS = 8;
/** What is still open this long after the last 202 counts as left over. */
const DRAIN_MS = 2_000;

/** Everything running: the accept rate, its latency at half of it, and the highest rate at which nothing piles up. */
export async function benchEndToEnd(system: System, database: Database, seconds: number): Promise<Figure[]> {
  await system.start('ingestion', 'processor', 'projector', 'read-api');
  const url = system.url('ingestion');
  // Consumers that have just started still compile their code.
  await postTransactions({ url, seconds: WARM_UP_SECONDS });
  await drained(database);
  const flatOut = await postTransactions({ url, seconds: Math.max(5, seconds / 4) });
  await drained(database);
  const half = await postTransactions({
    url,
    seconds: Math.max(5, seconds / 4),
    rate: Math.round(flatOut.perSecond / 2),
  });
  await drained(database);
  const sustained = await highestSustained(url, database, seconds);
  const visible = await timeToVisible(system, 50);
  return [
    {
      name: 'accept: everything running',
      value: flatOut.perSecond,
      unit: '202/s',
      target: '>= 5,000',
      reached: flatOut.perSecond >= 5_000,
    },
    {
      name: 'accept: p99 at half of that load',
      value: half.p99Ms,
      unit: 'ms',
      target: '<= 50',
      reached: half.p99Ms <= 50,
    },
    {
      name: `end to end: sustained ${String(seconds)} s, nothing left over`,
      value: sustained,
      unit: 'transactions/s',
      target: '>= 3,000, aim 5,000',
      reached: sustained >= 3_000,
    },
    { name: 'end to end: 202 to PROCESSED visible, idle, p50', value: visible.p50, unit: 'ms' },
    { name: 'end to end: 202 to PROCESSED visible, idle, p99', value: visible.p99, unit: 'ms' },
    ...(['ingestion', 'processor', 'projector', 'read-api'] as const).map((app): Figure => {
      const value = residentMb(system.process(app).pid);
      return { name: `memory: ${app} after the load`, value, unit: 'MB', target: '<= 250', reached: value <= 250 };
    }),
  ];
}

async function highestSustained(url: string, database: Database, seconds: number): Promise<number> {
  for (const rate of RATES) {
    const before = await countTransactions(database);
    const posted = await postTransactions({ url, seconds, rate });
    const deadline = performance.now() + DRAIN_MS;
    const expected = before.total + posted.accepted;
    let now = await countTransactions(database);
    while ((now.total < expected || now.open > 0) && performance.now() < deadline)
      now = await countTransactions(database);
    await drained(database);
    if (now.total >= expected && now.open === 0 && posted.perSecond > rate * 0.97) return posted.perSecond;
  }
  return 0;
}

async function drained(database: Database): Promise<void> {
  let before = -1;
  await pollUntil(
    async () => {
      const { total, open } = await countTransactions(database);
      const settled = open === 0 && total === before;
      before = total;
      return settled;
    },
    { what: 'the backlog is empty', timeoutMs: 300_000, intervalMs: 500 },
  );
}

async function timeToVisible(system: System, samples: number): Promise<{ p50: number; p99: number }> {
  const times: number[] = [];
  for (let sample = 0; sample < samples; sample += 1) {
    const id = `visible-${String(process.pid)}-${String(sample)}`;
    const body = { transaction_id: id, source_account: 'a', destination_account: 'b', amount: '1', currency: 'USD' };
    await fetch(`${system.url('ingestion')}/v1/webhooks/transactions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const start = performance.now();
    await pollUntil(
      async () => {
        const answer = await fetch(`${system.url('read-api')}/v1/transactions/${id}`);
        return answer.ok && ((await answer.json()) as { status: string }).status === 'PROCESSED';
      },
      { what: `${id} is PROCESSED`, intervalMs: 1 },
    );
    times.push(performance.now() - start);
  }
  times.sort((one, other) => one - other);
  const at = (share: number): number =>
    Math.round(times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0);
  return { p50: at(0.5), p99: at(0.99) };
}
