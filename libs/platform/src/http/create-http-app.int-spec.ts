import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import type { ProblemDocument } from './problem-document.js';
import { startThings, type ThingsApp } from './things-app.fixture.js';

const JSON_TYPE = { 'content-type': 'application/json' };

let things: ThingsApp;
beforeAll(async () => {
  things = await startThings({
    bodyParsers: [{ contentType: 'application/x-ndjson', parse: (text) => text.split('\n').length }],
  });
});
afterAll(() => things.app.close());

const call = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${things.origin}${path}`, init);
const post = (
  body: string | Buffer,
  headers: Record<string, string> = JSON_TYPE,
  path = '/v1/things',
): Promise<Response> => call(path, { method: 'POST', body, headers });

async function problemOf(response: Response): Promise<ProblemDocument> {
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  const problem = (await response.json()) as ProblemDocument;
  expect(problem).toEqual(
    expect.objectContaining({
      type: `urn:tidemark:problem:${problem.code}`,
      status: response.status,
      message: problem.title,
      detail: expect.any(String),
      errors: expect.any(Array),
      instance: new URL(response.url).pathname,
    }),
  );
  return problem;
}

describe('an app of createHttpApp', () => {
  it('given a valid body, when posted, then it is handled with the bytes at hand', async () => {
    const response = await post('{"id":"a","amount":"1"}', { 'content-type': 'application/json; charset="UTF-8"' });

    expect(response.status).toBe(202);
    await expect(response.json()).resolves.toEqual({ id: 'a', bytes: 23 });
  });

  it.each(['/', '/health/live', '/health/live/', '/health/ready', '/health/ready/?x', '/metrics/', '/v1/things/a/'])(
    'given the path %s, when read, then it is 200 with or without a slash at its end',
    async (path) => {
      expect((await call(path)).status).toBe(200);
    },
  );

  it('given GET /, when read, then it is the heartbeat that older clients poll', async () => {
    const body = (await (await call('/')).json()) as Record<string, string>;

    expect(body).toEqual({
      status: 'HEALTHY',
      current_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/u),
    });
  });

  it.each<[string, string | Buffer, number, string]>([
    ['an empty body', '', 400, 'empty-body'],
    ['no JSON', '{"id":', 400, 'invalid-json'],
    ['an array', '[]', 400, 'invalid-request'],
    ['null', 'null', 400, 'invalid-request'],
    ['a string', '"x"', 400, 'invalid-request'],
    ['a number', '5', 400, 'invalid-request'],
    ['a __proto__ key', '{"id":"a","amount":"1","__proto__":{"x":1}}', 400, 'invalid-json'],
    ['an escaped __proto__ key', '{"id":"a","amount":"1","\\u005f_proto__":{}}', 400, 'invalid-json'],
    ['a constructor key', '{"id":"a","amount":"1","constructor":{"prototype":{}}}', 400, 'invalid-json'],
    ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 400, 'invalid-utf-8'],
    ['65 KiB', ' '.repeat(66_560), 413, 'body-too-large'],
    [
      '60 KiB of keys',
      JSON.stringify(Object.fromEntries(Array.from({ length: 6_000 }, (_, i) => [i, 1]))),
      400,
      'missing-fields',
    ],
  ])('given %s, when posted, then it is refused', async (_what, body, status, code) => {
    const response = await post(body);

    expect(response.status).toBe(status);
    expect(await problemOf(response)).toMatchObject({ code, retryable: false });
  });

  it('given several wrong fields, when posted, then every one is named', async () => {
    const problem = await problemOf(await post('{"id":"A","amount":5}'));

    expect(problem.errors.map(({ pointer }) => pointer)).toEqual(['#/id', '#/amount']);
  });

  it('given no required field, when posted, then the message is the one that older clients look for', async () => {
    const problem = await problemOf(await post('{}'));

    expect(problem.message).toBe('Missing required fields');
    expect(problem.errors).toEqual([
      { pointer: '#/id', detail: 'is required' },
      { pointer: '#/amount', detail: 'is required' },
    ]);
  });

  it.each<[string, Record<string, string>]>([
    ['another type', { 'content-type': 'text/plain' }],
    ['a broken type', { 'content-type': 'json' }],
    ['UTF-16', { 'content-type': 'application/json; charset=utf-16' }],
    ['gzip', { ...JSON_TYPE, 'content-encoding': 'gzip' }],
    ['a type of another route', { 'content-type': 'application/x-ndjson' }],
  ])('given a body as %s, when posted, then it is 415', async (_what, headers) => {
    const response = await post('{"id":"a","amount":"1"}', headers);

    expect(response.status).toBe(415);
    await problemOf(response);
  });

  it('given a route that accepts another type, when posted so, then its parser reads it', async () => {
    const response = await post('1\n2', { 'content-type': 'application/x-ndjson' }, '/v1/things/lines');

    await expect(response.json()).resolves.toEqual({ lines: 2 });
  });

  it.each([
    ['GET', '/v1/things', 'POST'],
    ['PUT', '/v1/things', 'POST'],
    ['OPTIONS', '/v1/things', 'POST'],
    ['DELETE', '/v1/things/a', 'GET, HEAD'],
    ['POST', '/', 'GET, HEAD'],
  ])('given %s %s, when called, then it is 405 and allows %s', async (method, path, allow) => {
    const response = await call(path, { method });

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
    await problemOf(response);
  });

  it.each([
    ['/v1/things/%00', 400],
    ['/v1/things/a?cursor=%00', 400],
    ['/v1/things/%zz', 400],
    ['/v1/things/%ED%A0%80', 400],
    ['/nothing/here', 404],
  ])('given the path %s, when read, then it is %i', async (path, status) => {
    const response = await call(path);

    expect(response.status).toBe(status);
    await problemOf(response);
  });

  it('given an id of 10,000 characters, when read, then the controller judges it', async () => {
    await expect((await call(`/v1/things/${'a'.repeat(10_000)}`)).json()).resolves.toEqual({ length: 10_000 });
  });

  it('given an error nobody expected, when read, then it is 503, and the log has the stack', async () => {
    const response = await call('/v1/things/broken');

    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await problemOf(response)).toMatchObject({ code: 'unavailable', retryable: true });
    expect(things.logged.join('')).toContain('the engine is away');
    expect(things.logged.join('')).toContain('things-app.fixture');
  });

  it.each([
    ['nested 100,000 deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['of a megabyte of brackets', '[{}'.padEnd(1_048_000, ',{}')],
  ])('given JSON %s, when posted, then it is refused before it is parsed', async (_what, body) => {
    const response = await post(body, JSON_TYPE, '/v1/things/any');

    expect(response.status).toBe(400);
    expect(await problemOf(response)).toMatchObject({ code: 'too-complex' });
  });
});
