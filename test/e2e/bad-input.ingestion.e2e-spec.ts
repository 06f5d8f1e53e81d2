import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startIngestion, type IngestionUnderTest } from '../support/ingestion-app.js';
import { expectProblem, OLDER, transaction, WEBHOOK, withRaw } from '../support/transaction-bodies.js';

// Real: the app over HTTP and the broker. Every refusal has to be a clear 4xx, and nothing of it may reach the log.

const REPORTED = { transaction_id: 'bad-1', user: 7, amount: '1.00', status: 'PENDING' };

/** The amount as it is written in JSON; as the last of two fields of that name it counts. */
function withAmount(literal: string, currency: string): string {
  return withRaw('bad-1', `"currency":"${currency}","amount":${literal}`);
}

describe('bad values at ingestion', () => {
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
    ['transaction_id', ''],
    ['transaction_id', 'x'.repeat(101)],
    ['transaction_id', 'x'.repeat(10_000)],
    ['transaction_id', 'tx\r\nSet-Cookie: a=b'],
    ['transaction_id', 'tx\n'],
    ['transaction_id', 'tx\0'],
    ['transaction_id', '\u202etx'],
    ['transaction_id', 'caf\u00e9'],
    ['transaction_id', 'cafe\u0301'],
    ['transaction_id', '../secret'],
    ['transaction_id', '.hidden'],
    ['transaction_id', 'stream'],
    ['transaction_id', 'average'],
    ['transaction_id', 'summary'],
    ['transaction_id', 7],
    ['transaction_id', null],
    ['source_account', 'a b'],
    ['destination_account', ['acc-2']],
    ['merchant_id', null],
    ['user_id', 7],
    ['currency', 'usd'],
    ['currency', 'XXQ'],
    ['currency', 'XAU'],
    ['currency', 'US'],
    ['currency', 840],
    ['occurred_at', '2026-02-30T00:00:00Z'],
    ['occurred_at', '2026-W01-1'],
    ['occurred_at', '2026-03-29'],
    ['occurred_at', '2026-03-29T01:30:00'],
    ['occurred_at', '2026-03-29T24:00:00Z'],
    ['occurred_at', '9999-01-01T00:00:00Z'],
    ['occurred_at', '1999-12-31T23:59:59Z'],
    ['occurred_at', 1_774_746_600],
    ['metadata', 'text'],
    ['metadata', []],
    ['metadata', Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`k${String(at)}`, 1]))],
    ['metadata', { note: 'x'.repeat(4_096) }],
  ])('given %s %j, when posted, then 400 naming it', async (field, value) => {
    expectProblem(await ingestion.post(WEBHOOK, transaction('bad-1', { [field]: value })), {
      status: 400,
      pointer: `#/${field}`,
    });
  });

  it.each([
    ['9007199254740993', 'USD'],
    ['9007199254740993', 'JPY'],
    ['90071992547409.93', 'USD'],
    ['1e400', 'USD'],
    ['-0', 'USD'],
    ['-1', 'USD'],
    ['0.001', 'USD'],
    ['0.5', 'JPY'],
    ['0.1234', 'KWD'],
    ['true', 'USD'],
    ['null', 'USD'],
    ['"0.001"', 'USD'],
    ['"0.5"', 'JPY'],
    ['"1234567890123456"', 'USD'],
    ['"1e3"', 'USD'],
    ['" 1"', 'USD'],
    ['"1 "', 'USD'],
    ['"01"', 'USD'],
    ['"+1"', 'USD'],
    ['"-1"', 'USD'],
    ['"1."', 'USD'],
    ['".5"', 'USD'],
    ['"١٢"', 'USD'],
    ['"NaN"', 'USD'],
    ['"1,50"', 'USD'],
    ['""', 'USD'],
  ])('given the amount %s %s, when posted, then 400 naming it', async (literal, currency) => {
    expectProblem(await ingestion.post(WEBHOOK, withAmount(literal, currency)), { status: 400, pointer: '#/amount' });
  });

  it.each([
    ['user', -1],
    ['user', 1.5],
    ['user', 2 ** 53],
    ['user', 'a b'],
    ['user', null],
    ['status', 'DONE'],
    ['status', 'pending'],
    ['currency', 'XXQ'],
    ['amount', '0.001'],
  ])('given %s %j on the older route, when posted, then 400 naming it', async (field, value) => {
    expectProblem(await ingestion.post(OLDER, { ...REPORTED, [field]: value }), {
      status: 400,
      pointer: `#/${field}`,
    });
  });

  it.each([
    [WEBHOOK, transaction('bad-1')],
    [OLDER, REPORTED],
  ])('given %s without one of its fields, when posted, then 400 says that it is missing', async (path, full) => {
    for (const field of Object.keys(full)) {
      const answer = await ingestion.post(
        path,
        Object.fromEntries(Object.entries(full).filter(([name]) => name !== field)),
      );
      expectProblem(answer, { status: 400, pointer: `#/${field}` });
      expect(answer.body['message']).toBe('Missing required fields');
    }
  });

  it.each([
    ['NUL in metadata', '"metadata":{"a":"\\u0000"}'],
    ['NUL in a metadata key', '"metadata":{"\\u0000":1}'],
    ['a lone high surrogate', '"metadata":{"a":"\\ud800"}'],
    ['a lone low surrogate in a key', '"metadata":{"\\udc00":1}'],
    ['NUL in an unknown field', '"other":["\\u0000"]'],
    ['a __proto__ key', '"__proto__":{"admin":true}'],
    ['a nested __proto__ key', '"metadata":{"__proto__":1}'],
    ['a constructor key', '"constructor":1'],
    ['a constructor.prototype key', '"constructor":{"prototype":{"admin":true}}'],
    ['nesting in metadata', '"metadata":{"a":{"b":1}}'],
    ['a number beyond doubles in metadata', '"metadata":{"a":1e400}'],
    ['deep nesting', `"other":${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ])('given %s, when posted, then 400', async (_what, json) => {
    expectProblem(await ingestion.post(WEBHOOK, withRaw('bad-1', json)), { status: 400 });
  });
});
