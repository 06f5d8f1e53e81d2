import { Agent, get, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';

import type { Database } from '@app/database';
import { sql } from 'kysely';

import type { System } from '../support/system.js';
import { DAY_AFTER, fillReadModels, FIRST_DAY, MERCHANTS } from './fill-read-models.js';
import type { Figure } from './measure.js';

const AGENT = new Agent({ keepAlive: true });
const REQUESTS = 300;
/** Of as many merchants: the largest of few would be all that their p99 shows. */
const MERCHANT_REQUESTS = 1_000;
/** The first ones meet cold code and connections. */
const WARM_UP = 150;
/** The quarters of some merchants; their table is large. */
const WARM_UP_ELSEWHERE = 1_000;
/** Pages of this many are turned, up to page 1,000. */
const PAGE = 50;
const LAST_PAGE = 1_000;
const YEAR = `from=${FIRST_DAY}&to=${DAY_AFTER}`;
const ELSEWHERE = 'time_zone=Asia/Kathmandu';

interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/** Latencies of the read API over HTTP, one request after the other, on read models of so many transactions. */
export async function benchReads(system: System, database: Database, transactions: number): Promise<Figure[]> {
  await fillReadModels(database, transactions);
  // What was filled in a minute would else be written to disk while reads are measured.
  await sql`CHECKPOINT`.execute(database);
  await system.start('read-api');
  const url = system.url('read-api');
  const yearOf = (granularity: string): string => `/v1/summaries?granularity=${granularity}&${YEAR}`;
  const days = yearOf('day');
  const ofMerchant = (n: number): string => `${days}&${merchant(n)}`;
  const elsewhere = (n: number): string => `${ofMerchant(n)}&${ELSEWHERE}`;
  // A database that has been asked for a while has these pages in its memory; what it takes until then is told by itself.
  const figures = [
    figure('a year of days of a merchant, never asked before', await requests(url, ofMerchant, MERCHANTS)),
  ];
  await requests(url, (n) => elsewhere(n + MERCHANT_REQUESTS), WARM_UP_ELSEWHERE);
  for (const granularity of ['day', 'week', 'month']) {
    const path = (n: number): string => `${yearOf(granularity)}&${merchant(n)}`;
    figures.push(figure(`a year of ${granularity}s of one merchant`, await requests(url, path, MERCHANT_REQUESTS), 20));
  }
  figures.push(
    // One of ten thousand, beyond any p99 over merchants: it is shown, the limits are not for it.
    figure('a year of days, largest merchant', await requests(url, () => `${days}&merchant_id=merchant-0`)),
    figure('… of one merchant, another zone', await requests(url, elsewhere, MERCHANT_REQUESTS), 100),
    figure(
      '… of the largest merchant, another zone',
      await requests(url, () => `${days}&merchant_id=merchant-0&${ELSEWHERE}`),
    ),
    figure('… of all merchants', await requests(url, () => days), 250),
    figure('… of all merchants, another zone', await requests(url, () => `${days}&${ELSEWHERE}`), 250),
  );
  for (const [name, query] of Object.entries(LISTS)) {
    figures.push(figure(`list ${name}, page 1`, await requests(url, () => `/v1/transactions?${query}`), 20));
    const { pages, ...late } = await lastPages(url, query);
    figures.push(figure(`list ${name}, up to page ${String(pages)}`, late, 20));
  }
  return [{ name: 'reads: transactions in the read models', value: transactions, unit: '' }, ...figures];
}

const LISTS: Readonly<Record<string, string>> = {
  'of all': '',
  'by merchant': 'merchant_id=merchant-0',
  'by account': 'account=merchant-0',
  'by status PROCESSING': 'status=PROCESSING',
  'by status FAILED': 'status=FAILED',
  'by status PROCESSED': 'status=PROCESSED',
  'by currency': 'currency=GBP',
  'by time': 'from=2025-06-01&to=2025-09-01',
};

/** Every merchant in turn, small and large. */
function merchant(n: number): string {
  return `merchant_id=merchant-${String((n * 7_919) % MERCHANTS)}`;
}

async function requests(url: string, path: (n: number) => string, count = REQUESTS): Promise<Latency> {
  const times: number[] = [];
  for (let n = 0; n < count + WARM_UP; n += 1) {
    const { ms } = await timed(`${url}${path(n < WARM_UP ? count + n : n - WARM_UP)}`);
    if (n >= WARM_UP) times.push(ms);
  }
  return latency(times);
}

/** The latencies of the last three hundred pages of a thousand, or of as many as there are. */
async function lastPages(url: string, query: string): Promise<Latency & { readonly pages: number }> {
  const times: number[] = [];
  let next: string | undefined = `/v1/transactions?${query}&limit=${String(PAGE)}`;
  for (let page = 1; page <= LAST_PAGE && next !== undefined; page += 1) {
    const answer: { readonly ms: number; readonly link: string | null } = await timed(`${url}${next}`);
    next = /<(?<path>[^>]+)>/u.exec(answer.link ?? '')?.groups?.['path'];
    times.push(answer.ms);
  }
  return { pages: times.length, ...latency(times.slice(-REQUESTS)) };
}

async function timed(url: string): Promise<{ readonly ms: number; readonly link: string | null }> {
  const start = performance.now();
  const { statusCode, headers, body } = await answerTo(url);
  const ms = performance.now() - start;
  if (statusCode !== 200) throw new Error(`${url} answered ${String(statusCode)}: ${body.toString()}`);
  return { ms, link: headers['link']?.toString() ?? null };
}

interface Answer extends Pick<IncomingMessage, 'statusCode' | 'headers'> {
  readonly body: Buffer;
}

/** Not by `fetch`: its own garbage collection is not the server's latency. */
function answerTo(url: string): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  get(url, { agent: AGENT }, (message) => {
    buffer(message).then((body) => {
      resolve({ statusCode: message.statusCode, headers: message.headers, body });
    }, reject);
  }).on('error', reject);
  return promise;
}

function latency(times: readonly number[]): Latency {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number): number => Math.round(10 * (sorted[Math.floor(share * sorted.length)] ?? 0)) / 10;
  return { p50: at(0.5), p99: at(0.99) };
}

/** @param limit of p99 over merchants and pages, ms */
function figure(name: string, { p50, p99 }: Latency, limit?: number): Figure {
  const value = { name: `reads: ${name} (p50 ${String(p50)}), p99`, value: p99, unit: 'ms' };
  return limit === undefined ? value : { ...value, target: `p99 <= ${String(limit)}`, reached: p99 <= limit };
}
