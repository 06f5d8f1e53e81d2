import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { factsOf } from '@app/domain';

import { received } from '../processor-events.fixture.js';
import { HttpPolicy, type HttpPolicyOptions } from './http.policy.js';
import type { SettlementAnswer, SettlementPolicy, SettlementQuestion } from './settlement-policy.js';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const facts = factsOf(received('r1').data);
const answer =
  (status: number, body: string, headers: Record<string, string> = {}): Handler =>
  (_, response) => {
    response.writeHead(status, headers).end(body);
  };
const processed = answer(200, '{"status":"PROCESSED"}');

/** Real: HTTP, a server of our own that answers as each test wants. */
describe('the http policy', () => {
  let server: Server;
  let handler: Handler;
  let requests: { method: string | undefined; headers: IncomingMessage['headers']; body: string }[];
  let clock: { now: number; random: number };

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        requests.push({ method: request.method, headers: request.headers, body });
        handler(request, response, body);
      });
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  beforeEach(() => {
    requests = [];
    clock = { now: 0, random: 0.5 };
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const policyWith = (more: Partial<HttpPolicyOptions> = {}): HttpPolicy => {
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/settle`;
    const options = { url, delayMs: 0, timeoutMs: 200, maxAttempts: 5, concurrency: 8, ...more };
    return new HttpPolicy(options, { now: () => clock.now, random: () => clock.random });
  };
  const ask = (more: Partial<SettlementQuestion> = {}, policy = policyWith()): Promise<SettlementAnswer> =>
    policy.settle({ facts, outcomeId: 'outcome-1', attempt: 1, stopping: new AbortController().signal, ...more });
  const again = { kind: 'later', delayMs: 500, counted: true };

  it('given a question, when asked, then the facts are posted with the id of the outcome', async () => {
    handler = processed;
    await ask();
    expect(requests).toEqual([
      {
        method: 'POST',
        headers: expect.objectContaining({ 'idempotency-key': 'outcome-1', 'content-type': 'application/json' }),
        body: JSON.stringify(facts),
      },
    ]);
  });

  it('given any delay, when asked to decide at once, then it does not', () => {
    const policy: SettlementPolicy = policyWith();
    expect(policy.settleAtOnce(facts)).toBeUndefined();
  });

  it.each<[string, SettlementAnswer]>([
    ['{"status":"PROCESSED"}', { kind: 'decided', outcome: 'PROCESSED' }],
    ['{"status":"FAILED","reason":"no funds"}', { kind: 'decided', outcome: 'FAILED', reason: 'no funds' }],
    ['{"status":"FAILED","reason":""}', { kind: 'decided', outcome: 'FAILED' }],
    ['{"status":"FAILED","reason":7}', { kind: 'decided', outcome: 'FAILED' }],
    [
      '{"status":"FAILED","reason":"a\\u0000b\\ud800"}',
      { kind: 'decided', outcome: 'FAILED', reason: 'a\uFFFDb\uFFFD' },
    ],
    [
      `{"status":"FAILED","reason":"${'x'.repeat(1_000)}"}`,
      { kind: 'decided', outcome: 'FAILED', reason: 'x'.repeat(500) },
    ],
  ])('given the answer %s, when asked, then it is the outcome', async (body, outcome) => {
    handler = answer(200, body);
    expect(await ask()).toEqual(outcome);
  });

  it.each<[string, Handler]>([
    ['500', answer(500, 'oops')],
    ['a redirect', answer(307, '', { location: '/elsewhere' })],
    ['202', answer(202, '{"status":"PROCESSED"}')],
    ['no JSON', answer(200, '<html>')],
    ['an unknown status', answer(200, '{"status":"MAYBE"}')],
    ['null', answer(200, 'null')],
    ['nothing', answer(200, '')],
    ['more than it should', answer(200, `{"status":"PROCESSED","reason":"${'x'.repeat(20_000)}"}`)],
    [
      'half an answer',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('{');
        response.destroy();
      },
    ],
    [
      'no answer',
      (_, response) => {
        response.destroy();
      },
    ],
    ['429', answer(429, '')],
    ['409', answer(409, '')],
  ])('given %s, when asked, then again after a while', async (_, how) => {
    handler = how;
    expect(await ask()).toEqual(again);
    expect(requests).toHaveLength(1);
  });

  it.each<[string, Handler]>([
    ['never answers', () => undefined],
    [
      'never ends',
      (_, response) => {
        response.writeHead(200).write('{');
      },
    ],
  ])('given a service that %s, when the time is up, then again after a while', async (_, how) => {
    handler = how;
    expect(await ask()).toEqual(again);
  });

  it('given nobody there, when asked, then again after a while', async () => {
    expect(await ask({}, policyWith({ url: 'http://127.0.0.1:1/' }))).toEqual(again);
  });

  it.each([429, 503])('given %p that says when, when asked, then not before', async (status) => {
    handler = answer(status, '', { 'retry-after': '30' });
    expect(await ask()).toEqual({ kind: 'later', delayMs: 30_500, counted: true });
  });

  it.each([400, 404, 422])('given %p, when asked, then it failed', async (status) => {
    handler = answer(status, 'no');
    expect(await ask()).toEqual({
      kind: 'decided',
      outcome: 'FAILED',
      reason: `settlement refused with ${String(status)}`,
    });
  });

  it('given the last attempt, when it fails too, then so does the transaction', async () => {
    handler = answer(500, '');
    expect(await ask({ attempt: 4 })).toMatchObject({ kind: 'later' });
    expect(await ask({ attempt: 5 })).toEqual({
      kind: 'decided',
      outcome: 'FAILED',
      reason: 'no settlement after 5 attempts',
    });
  });

  it('given a process that stops, when asked, then the question is called off and counts for nothing', async () => {
    const stopping = new AbortController();
    handler = () => {
      stopping.abort();
    };
    expect(await ask({ stopping: stopping.signal }, policyWith({ timeoutMs: 10_000 }))).toEqual({
      kind: 'later',
      delayMs: 0,
      counted: false,
    });
  });

  it('given ten failures in a row, when asked, then nobody is until a probe succeeds, and that counts as no attempt', async () => {
    const policy = policyWith();
    handler = answer(500, '');
    for (let failure = 0; failure < 10; failure += 1) await ask({}, policy);
    handler = processed;
    expect(await ask({}, policy)).toEqual({ kind: 'later', delayMs: 7_500, counted: false });
    expect(requests).toHaveLength(10);
    clock.now += 5_000;
    expect(await ask({}, policy)).toEqual({ kind: 'decided', outcome: 'PROCESSED' });
    expect(await ask({}, policy)).toEqual({ kind: 'decided', outcome: 'PROCESSED' });
  });

  it('given a service that refuses or is busy, when asked often, then it is not taken for broken', async () => {
    const policy = policyWith();
    handler = answer(429, '');
    for (let busy = 0; busy < 20; busy += 1) expect(await ask({}, policy)).toEqual(again);
    expect(requests).toHaveLength(20);
  });
});
