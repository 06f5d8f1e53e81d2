import autocannon from 'autocannon';

export interface PostOptions {
  readonly url: string;
  readonly seconds: number;
  /** Requests per second over all connections; flat out when left out. */
  readonly rate?: number;
}

export interface PostResult {
  readonly perSecond: number;
  readonly accepted: number;
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

const CONNECTIONS = 64;
const PATH = '/v1/webhooks/transactions';
let run = 0;

/** Posts transactions with unique ids over 64 connections. */
export async function postTransactions({ url, seconds, rate }: PostOptions): Promise<PostResult> {
  run += 1;
  const prefix = `bench-${String(process.pid)}-${String(run)}-`;
  let count = 0;
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    ...(rate === undefined ? {} : { overallRate: rate }),
    requests: [
      {
        method: 'POST',
        path: PATH,
        headers: { 'content-type': 'application/json' },
        setupRequest: (request) => {
          count += 1;
          return { ...request, body: transaction(`${prefix}${String(count)}`, count) };
        },
      },
    ],
  });
  return {
    perSecond: Math.round(result['2xx'] / result.duration),
    accepted: result['2xx'],
    failed: result.non2xx + result.errors + result.timeouts,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    maxMs: result.latency.max,
  };
}

function transaction(id: string, n: number): string {
  const merchant = `merchant-${String(n % 500)}`;
  return `{"transaction_id":"${id}","source_account":"acc-${String(n % 5_000)}","destination_account":"${merchant}","amount":"${String(n % 900)}.50","currency":"USD"}`;
}
