import type { EnginePlan } from './engines.js';
import type { ReadyCheck } from './wait-until-ready.js';

export interface Endpoint {
  readonly name: string;
  readonly url: string;
}

export interface Welcome {
  readonly endpoints: readonly Endpoint[];
  readonly startedInMs: number;
  /** Apps that are still not ready. */
  readonly late: readonly string[];
}

/** A database of somebody else's is shown without its password. */
export function endpointsOf(apps: readonly ReadyCheck[], plan: EnginePlan): readonly Endpoint[] {
  const database = new URL(plan.databaseUrl);
  if (!plan.engines.some(({ name }) => name === 'postgres')) database.password = '';
  return [
    ...apps.map(({ name, port }) => ({ name, url: `http://127.0.0.1:${port}` })),
    { name: 'kafka', url: plan.kafkaBrokers },
    { name: 'postgres', url: database.href },
  ];
}

export function asJson(welcome: Welcome): string {
  return JSON.stringify(welcome);
}

/** @param transactionId a new one at every start: the same would be a duplicate of the one pasted yesterday. */
export function asText(welcome: Welcome, transactionId: string): string {
  const { endpoints, startedInMs, late } = welcome;
  const width = Math.max(...endpoints.map(({ name }) => name.length));
  const lines = endpoints.map(({ name, url }) => `  ${name.padEnd(width)}  ${url}`);
  const seconds = (startedInMs / 1_000).toFixed(1);
  const head = late.length === 0 ? `Ready in ${seconds} s` : `Not ready after ${seconds} s: ${late.join(', ')}`;
  return ['', head, '', ...lines, ...tryIt(endpoints, transactionId), '', 'Ctrl-C stops it; the data stays.', ''].join(
    '\n',
  );
}

function tryIt(endpoints: readonly Endpoint[], transactionId: string): readonly string[] {
  const urlOf = (name: string): string | undefined => endpoints.find((endpoint) => endpoint.name === name)?.url;
  const [ingestion, readApi] = [urlOf('ingestion'), urlOf('read-api')];
  if (ingestion === undefined) return [];
  const transaction = {
    transaction_id: transactionId,
    source_account: 'acc-alice',
    destination_account: 'acc-shop',
    amount: '100.50',
    currency: 'USD',
  };
  const notification = { user_id: 'alice', title: 'Hello', body: 'From Tidemark', channels: ['sms', 'email'] };
  return [
    '',
    'Try it:',
    '',
    postOf(`${ingestion}/v1/webhooks/transactions`, transaction),
    ...getOf(readApi, `/v1/transactions/${transactionId}`),
    '',
    postOf(`${ingestion}/v1/notifications`, notification),
    ...getOf(readApi, `/v1/notifications?user_id=${notification.user_id}`),
  ];
}

function postOf(url: string, body: object): string {
  return `  curl -i ${url} -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
}

function getOf(readApi: string | undefined, path: string): readonly string[] {
  return readApi === undefined ? [] : [`  curl '${readApi}${path}'`];
}
