import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startIngestion, type IngestionUnderTest } from '../support/ingestion-app.js';
import { sendRaw } from '../support/raw-http.js';
import { BATCH, expectProblem, NDJSON, OLDER, transaction, WEBHOOK, withRaw } from '../support/transaction-bodies.js';

// Real: the app over HTTP and the broker. Every refusal has to be a clear 4xx, and nothing of it may reach the log.

describe('bad requests at ingestion', () => {
  let ingestion: IngestionUnderTest;

  beforeAll(async () => {
    ingestion = await startIngestion();
  });
  // Whatever was refused has left nothing behind, and the app is as it was.
  afterAll(async () => {
    const { status } = await ingestion.post(WEBHOOK, transaction('good-1'));
    const written = await ingestion.written();
    await ingestion.close();
    expect(status).toBe(202);
    expect(written.map(({ subject }) => subject)).toEqual(['good-1']);
  });

  it.each([
    ['an array', '[]'],
    ['null', 'null'],
    ['a string', '"text"'],
    ['a number', '1'],
    ['nothing', ''],
    ['white space', '  '],
    ['half of an object', '{"transaction_id":'],
    ['two objects', '{}{}'],
    ['a trailing comma', '{"transaction_id":"a",}'],
  ])('given %s as body, when posted, then 400', async (_what, body) => {
    for (const path of [WEBHOOK, OLDER]) expectProblem(await ingestion.post(path, body), { status: 400 });
  });

  it('given bytes that are no UTF-8, when posted, then 400', async () => {
    const bytes = Buffer.from(withRaw('bad-1', '"metadata":{"a":"~"}'));
    bytes[bytes.indexOf('~')] = 0xff;
    const answer = await ingestion.post(WEBHOOK, bytes);
    expectProblem(answer, { status: 400 });
    expect(answer.body['code']).toBe('invalid-utf-8');
  });

  it.each([
    ['text/plain', {}],
    ['application/xml', {}],
    ['application/x-www-form-urlencoded', {}],
    ['application/x-ndjson', {}],
    ['application/jsonp', {}],
    ['nonsense', {}],
    ['application/json; charset=utf-16', {}],
    ['application/json', { 'content-encoding': 'gzip' }],
  ])('given the content type %s %j, when posted, then 415', async (type, headers) => {
    const json = JSON.stringify(transaction('bad-1'));
    const body = 'content-encoding' in headers ? gzipSync(json) : json;
    expectProblem(await ingestion.post(WEBHOOK, body, { ...headers, 'content-type': type }), { status: 415 });
  });

  it('given a charset of UTF-8 in any spelling, when judged, then it is read', async () => {
    const answer = await ingestion.post(WEBHOOK, '{}', { 'content-type': 'Application/JSON; charset="UTF-8"' });
    expect(answer.body['message']).toBe('Missing required fields');
  });

  it('given 65 KiB, 60,000 keys or 100,000 levels, when posted, then 413', async () => {
    const keys = Array.from({ length: 60_000 }, (_, at) => `"${String(at)}":0`).join();
    for (const json of [`"a":"${'x'.repeat(66_560)}"`, keys, `"a":${'['.repeat(100_000)}${']'.repeat(100_000)}`]) {
      expectProblem(await ingestion.post(WEBHOOK, withRaw('bad-1', json)), { status: 413 });
    }
  });

  it('given another method, when sent, then 405 with Allow', async () => {
    for (const path of [WEBHOOK, BATCH, OLDER]) {
      for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
        const answer = await ingestion.send(path, { method });
        expectProblem(answer, { status: 405 });
        expect(answer.headers.get('allow')).toBe('POST');
      }
    }
  });

  it('given a path that is not there, has NUL or is badly encoded, when posted, then 404 or 400', async () => {
    expectProblem(await ingestion.post('/v1/webhooks/nothing', transaction('bad-1')), { status: 404 });
    expectProblem(await ingestion.post(`${WEBHOOK}%00`, transaction('bad-1')), { status: 400 });
    expectProblem(await ingestion.post(`${WEBHOOK}/%ff`, transaction('bad-1')), { status: 400 });
  });
});

describe('bad batches at ingestion', () => {
  let ingestion: IngestionUnderTest;

  beforeAll(async () => {
    ingestion = await startIngestion();
  });
  afterAll(async () => {
    const written = await ingestion.written();
    await ingestion.close();
    expect(written).toEqual([]);
  });

  it.each([['{}'], ['null'], ['"text"'], ['[]'], [''], ['[{}']])(
    'given the batch %j, when posted, then 400',
    async (body) => {
      expectProblem(await ingestion.post(BATCH, body), { status: 400 });
    },
  );

  it('given lines without any item, when posted, then 400', async () => {
    expectProblem(await ingestion.post(BATCH, '\n\n', NDJSON), { status: 400 });
  });

  it('given items that are all wrong, when posted, then 422 with what is wrong with each', async () => {
    const items = [
      {},
      null,
      'text',
      [transaction('bad-2')],
      transaction('bad-1', { amount: '-1' }),
      { transaction_id: 'x'.repeat(5_000) },
    ];
    const answer = await ingestion.post(BATCH, items);
    expectProblem(answer, { status: 422 });
    expect(answer.body).toMatchObject({ accepted: 0, rejected: items.length, unknown: 0 });
    const answers = answer.body['items'] as { index: number; transaction_id: unknown; errors: unknown[] }[];
    expect(answers.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(answers.map(({ transaction_id }) => transaction_id)).toEqual([null, null, null, null, 'bad-1', null]);
    expect(answers.every(({ errors }) => errors.length > 0)).toBe(true);
  });

  it('given unsafe text or names in an item, when posted as JSON or lines, then the item is rejected', async () => {
    for (const json of ['"a":"\\u0000"', '"metadata":{"a":"\\ud800"}', '"constructor":1']) {
      expectProblem(await ingestion.post(BATCH, `[${withRaw('bad-1', json)}]`), { status: 422 });
      expectProblem(await ingestion.post(BATCH, withRaw('bad-1', json), NDJSON), { status: 422 });
    }
    expectProblem(await ingestion.post(BATCH, withRaw('bad-1', '"__proto__":1'), NDJSON), { status: 422 });
  });

  it('given more than a mebibyte, or more brackets than any batch has, when posted, then it is refused as a whole', async () => {
    expectProblem(await ingestion.post(BATCH, `["${'x'.repeat(1_048_576)}"]`), { status: 413 });
    expectProblem(await ingestion.post(BATCH, '['.repeat(1_000_000)), { status: 400 });
    expectProblem(await ingestion.post(BATCH, '1\n'.repeat(500_000), NDJSON), { status: 413 });
  });
});

describe('bad HTTP at ingestion', () => {
  let ingestion: IngestionUnderTest;

  // Shorter than in production, so that being too slow takes a moment and not ten seconds.
  beforeAll(async () => {
    ingestion = await startIngestion({}, { receiveTimeoutMs: 400, timeoutCheckMs: 50 });
  });
  afterAll(async () => {
    const written = await ingestion.written();
    await ingestion.close();
    expect(written).toEqual([]);
  });

  const HEAD = `POST ${WEBHOOK} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`;

  it('given a body that comes too slowly, when sent, then 408', async () => {
    const body = JSON.stringify(transaction('bad-1'));
    const pieces = [`${HEAD}Content-Length: ${String(body.length)}\r\n\r\n`, ...Array.from(body)];
    expect(await sendRaw(ingestion.port, pieces, 100)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('given headers that come too slowly, when sent, then 408', async () => {
    expect(await sendRaw(ingestion.port, HEAD, 100)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400],
    ['headers of 100 KB', `${HEAD}X-Long: ${'x'.repeat(100_000)}\r\n\r\n`, 431],
    ['two lengths', `${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400],
    ['a length and chunks', `${HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
  ])('given %s, when sent, then it is refused', async (_what, bytes, status) => {
    expect(await sendRaw(ingestion.port, [bytes])).toMatch(new RegExp(`^HTTP/1\\.1 ${String(status)} `, 'u'));
  });
});
