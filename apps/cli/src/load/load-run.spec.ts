import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from '@jest/globals';

import type { Attempt } from '../history/history-writer.js';
import { LoadRun, type LoadOptions } from './load-run.js';
import { Workload } from './workload.js';

const servers: Server[] = [];

async function serve(listener: RequestListener): Promise<URL> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/webhooks/transactions`);
}

async function send(options: Partial<LoadOptions> & Pick<LoadOptions, 'url'>, count: number): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  const workload = new Workload({ seed: 3, prefix: 'run', duplicates: 0, conflicts: 0 });
  const run = new LoadRun({
    connections: 4,
    pace: { rate: undefined, count, durationMs: Number.POSITIVE_INFINITY },
    retry: false,
    next: () => workload.next(),
    record: (attempt) => attempts.push(attempt),
    ...options,
  });
  await run.run();
  const { accepted, attempts: total } = run.figures.summary();
  expect(total).toBe(attempts.length);
  expect(accepted).toBe(attempts.filter(({ result }) => result === 'accepted').length);
  return attempts;
}

const ids = (attempts: readonly Attempt[]): readonly string[] => attempts.map(({ transactionId }) => transactionId);

describe('LoadRun', () => {
  afterEach(() => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
  });

  it('given a server that accepts, when a number is sent, then each is sent once and recorded as accepted', async () => {
    const bodies: unknown[] = [];
    const url = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        bodies.push(JSON.parse(body));
        response.writeHead(202).end('{"message":"accepted"}');
      });
    });

    const attempts = await send({ url }, 50);

    expect(new Set(ids(attempts)).size).toBe(50);
    expect(attempts.every(({ result, status, ms }) => result === 'accepted' && status === 202 && ms > 0)).toBe(true);
    expect(bodies).toHaveLength(50);
    expect(bodies).toEqual(expect.arrayContaining(attempts.map(({ body }): unknown => JSON.parse(body))));
  });

  it('given answers of every kind, when sent, then the record says what each means for the log', async () => {
    const answers = [
      [202, ''],
      [400, ''],
      [503, '{"code":"overloaded"}'],
      [503, '{"code":"unknown-outcome"}'],
      [500, ''],
    ] as const;
    let at = 0;
    const url = await serve((request, response) => {
      const [status, body] = answers[at++ % answers.length] ?? [202, ''];
      request.resume().on('end', () => response.writeHead(status).end(body));
    });

    const attempts = await send({ url, connections: 1 }, 5);

    expect(attempts.map(({ result }) => result)).toEqual(['accepted', 'rejected', 'failed', 'unknown', 'unknown']);
  });

  it('given a connection that breaks after the request, when sent, then the outcome is unknown', async () => {
    const url = await serve((request) => request.socket.destroy());
    const [attempt] = await send({ url }, 1);
    expect(attempt).toMatchObject({ result: 'unknown', status: 0 });
  });

  it('given nobody who listens, when sent, then it failed', async () => {
    const url = await serve(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const [attempt] = await send({ url }, 1);
    expect(attempt).toMatchObject({ result: 'failed', status: 0 });
  });

  it('given retries, when a post is not acknowledged, then it is sent again with the same id and body until it is', async () => {
    let requests = 0;
    const url = await serve((request, response) => {
      requests += 1;
      if (requests <= 2) request.socket.destroy();
      else request.resume().on('end', () => response.writeHead(202).end());
    });

    const attempts = await send({ url, connections: 2, retry: true }, 2);

    expect(attempts.map(({ result }) => result)).toEqual(['unknown', 'unknown', 'accepted', 'accepted']);
    const bodies = (result: string): readonly string[] =>
      attempts.filter((attempt) => attempt.result === result).map(({ body }) => body);
    expect(bodies('accepted').toSorted()).toEqual(bodies('unknown').toSorted());
  });

  it('given connection: close on every answer, when sent, then a new connection is made for each', async () => {
    let connections = 0;
    const url = await serve((request, response) => {
      request.resume().on('end', () => response.writeHead(202, { connection: 'close' }).end());
    });
    servers[0]?.on('connection', () => (connections += 1));

    expect(await send({ url, connections: 1 }, 3)).toHaveLength(3);
    expect(connections).toBe(3);
  });
});
