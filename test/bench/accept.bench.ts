import { fork } from 'node:child_process';
import { once } from 'node:events';

import type { System } from '../support/system.js';
import type { Figure } from './measure.js';
import { postTransactions } from './post-transactions.js';

/** 202 per second with the consumers stopped, as a share of what a bare Fastify echo answers in the same run. */
export async function benchAccept(system: System, seconds: number): Promise<Figure[]> {
  const echo = fork(new URL('./echo-server.js', import.meta.url));
  const [echoUrl] = (await once(echo, 'message')) as [string];
  await system.start('ingestion');
  const url = system.url('ingestion');
  await postTransactions({ url, seconds: 2 });
  await postTransactions({ url: echoUrl, seconds: 2 });

  const shares: number[] = [];
  const rates: number[] = [];
  const echoRates: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const reference = await postTransactions({ url: echoUrl, seconds });
    const measured = await postTransactions({ url, seconds });
    if (measured.failed > 0) throw new Error(`${String(measured.failed)} posts were not accepted`);
    shares.push((100 * measured.perSecond) / reference.perSecond);
    rates.push(measured.perSecond);
    echoRates.push(reference.perSecond);
  }
  echo.disconnect();
  const share = Math.round(median(shares));
  return [
    { name: 'echo: bare Fastify', value: median(echoRates), unit: 'requests/s' },
    { name: 'accept: ingestion alone', value: median(rates), unit: '202/s' },
    { name: 'accept: share of the echo', value: share, unit: '%', target: '>= 20, aim 30', reached: share >= 20 },
  ];
}

export function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
