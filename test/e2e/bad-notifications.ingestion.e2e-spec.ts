import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startIngestion, type IngestionUnderTest } from '../support/ingestion-app.js';
import { expectProblem } from '../support/transaction-bodies.js';

// Real: the app over HTTP and the broker. Every refusal has to be a clear 4xx, and nothing of it may reach the log.

const ROUTE = '/v1/notifications';
const SUMMARY = {
  user_id: '12345',
  title: 'Daily Transaction Summary',
  body: 'Your total settled amount for today is 490000 Rials.',
  channels: ['sms', 'email'],
};

describe('bad requests for notifications', () => {
  let ingestion: IngestionUnderTest;

  beforeAll(async () => {
    ingestion = await startIngestion();
  });
  // Whatever was refused has left nothing behind, and the app is as it was.
  afterAll(async () => {
    const { status } = await ingestion.post(ROUTE, SUMMARY);
    const { text } = await ingestion.send('/metrics');
    const written = await ingestion.written();
    await ingestion.close();
    expect(status).toBe(202);
    expect(written).toHaveLength(1);
    expect(text).toContain('tidemark_ingestion_notifications_total{result="accepted"} 1');
    expect(text).toMatch(/^tidemark_ingestion_notifications_total\{result="rejected"\} [1-9]\d*$/mu);
  });

  const withRaw = (json: string): string => `${JSON.stringify(SUMMARY).slice(0, -1)},${json}}`;

  it.each([
    ['user_id', '', '#/user_id'],
    ['user_id', 'x'.repeat(101), '#/user_id'],
    ['user_id', 'a b', '#/user_id'],
    ['user_id', '\u202e12345', '#/user_id'],
    ['user_id', -1, '#/user_id'],
    ['user_id', 1.5, '#/user_id'],
    ['user_id', 2 ** 53, '#/user_id'],
    ['user_id', null, '#/user_id'],
    ['title', '', '#/title'],
    ['title', 'x'.repeat(201), '#/title'],
    ['title', 7, '#/title'],
    ['title', 'a\0', '#/title'],
    ['body', '', '#/body'],
    ['body', 'x'.repeat(10_001), '#/body'],
    ['body', null, '#/body'],
    ['body', '\ud800', '#/body'],
    ['channels', [], '#/channels'],
    ['channels', 'sms', '#/channels'],
    ['channels', null, '#/channels'],
    ['channels', { sms: true }, '#/channels'],
    ['channels', ['sms', 'pigeon'], '#/channels/1'],
    ['channels', ['SMS'], '#/channels/0'],
    ['channels', [null], '#/channels/0'],
    ['recipients', null, '#/recipients'],
    ['recipients', [], '#/recipients'],
    ['recipients', 'a@b.c', '#/recipients'],
    ['recipients', { pigeon: 'coop 7' }, '#/recipients/pigeon'],
    ['recipients', { email: '' }, '#/recipients/email'],
    ['recipients', { email: null }, '#/recipients/email'],
    ['recipients', { email: 'x'.repeat(321) }, '#/recipients/email'],
    ['recipients', { email: 'a@b.c\r\nBcc: d@e.f' }, '#/recipients/email'],
    ['recipients', { webhook: 'x'.repeat(2_049) }, '#/recipients/webhook'],
    ['recipients', { sms: '1'.repeat(65) }, '#/recipients/sms'],
    ['recipients', { telegram: '1'.repeat(65) }, '#/recipients/telegram'],
  ])('given %s %j, when asked for, then 400 naming it', async (field, value, pointer) => {
    expectProblem(await ingestion.post(ROUTE, { ...SUMMARY, [field]: value }), { status: 400, pointer });
  });

  it('given an unknown channel, when asked for, then the answer repeats it, shortened', async () => {
    const answer = await ingestion.post(ROUTE, { ...SUMMARY, channels: ['pigeon', 'x'.repeat(5_000)] });
    expect(answer.body['errors']).toEqual([
      { pointer: '#/channels/0', detail: 'must be one of sms, email, telegram, webhook, not "pigeon"' },
      { pointer: '#/channels/1', detail: `must be one of sms, email, telegram, webhook, not "${'x'.repeat(40)}"` },
    ]);
  });

  it('given a body without one of its fields, when asked for, then 400 says that it is missing', async () => {
    for (const field of Object.keys(SUMMARY)) {
      const body = Object.fromEntries(Object.entries(SUMMARY).filter(([name]) => name !== field));
      for (const path of [ROUTE, '/api/notifications/']) {
        const answer = await ingestion.post(path, body);
        expectProblem(answer, { status: 400, pointer: `#/${field}` });
        expect(answer.body['message']).toBe('Missing required fields');
      }
    }
  });

  it.each([
    ['NUL in an unknown field', withRaw('"other":["\\u0000"]')],
    ['a lone surrogate in a name', withRaw('"\\udc00":1')],
    ['a __proto__ key', withRaw('"__proto__":{"admin":true}')],
    ['__proto__ among the recipients', withRaw('"recipients":{"__proto__":"a"}')],
    ['a constructor key', withRaw('"constructor":1')],
    ['deep nesting', withRaw(`"other":${'['.repeat(20_000)}${']'.repeat(20_000)}`)],
    ['an array', '[]'],
    ['null', 'null'],
    ['a string', '"text"'],
    ['a number', '1'],
    ['nothing', ''],
    ['half of an object', '{"user_id":'],
  ])('given %s, when asked for, then 400', async (_what, body) => {
    expectProblem(await ingestion.post(ROUTE, body), { status: 400 });
  });

  it('given 65 KiB, 60,000 keys or 100,000 levels, when asked for, then 413', async () => {
    const keys = Array.from({ length: 60_000 }, (_, at) => `"${String(at)}":0`).join();
    for (const json of [`"a":"${'x'.repeat(66_560)}"`, keys, `"a":${'['.repeat(100_000)}${']'.repeat(100_000)}`]) {
      expectProblem(await ingestion.post(ROUTE, withRaw(json)), { status: 413 });
    }
  });

  it('given bytes that are no UTF-8, or another content type, when asked for, then 400 and 415', async () => {
    const bytes = Buffer.from(withRaw('"a":"~"'));
    bytes[bytes.indexOf('~')] = 0xff;
    expectProblem(await ingestion.post(ROUTE, bytes), { status: 400 });
    for (const type of ['text/plain', 'application/x-ndjson', 'application/json; charset=utf-16']) {
      expectProblem(await ingestion.post(ROUTE, JSON.stringify(SUMMARY), { 'content-type': type }), { status: 415 });
    }
  });
});
