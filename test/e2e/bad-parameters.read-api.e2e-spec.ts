import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { ReadStack } from '../support/read-stack.js';

const LIST = '/v1/transactions';

describe('bad parameters of lists', () => {
  let stack: ReadStack;
  let url: string;

  beforeAll(async () => {
    stack = await ReadStack.start();
    ({ url } = await stack.startReadApi());
  });
  afterAll(() => stack.close());

  it.each([
    ['limit=-1', 'limit'],
    ['limit=0', 'limit'],
    ['limit=501', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=1e20', 'limit'],
    ['limit=%D9%A1', 'limit'],
    ['limit=', 'limit'],
    ['limit=5&limit=6', 'limit'],
    ['status=DONE', 'status'],
    ['status=COMPLETED', 'status'],
    ['status=processed', 'status'],
    ['status=__proto__', 'status'],
    ['status=', 'status'],
    ['status=FAILED&status=FAILED', 'status'],
    ['currency=eur', 'currency'],
    ['currency=EURO', 'currency'],
    ['currency=ZZZ', 'currency'],
    ['merchant_id=-m', 'merchant_id'],
    ['merchant_id=a%20b', 'merchant_id'],
    [`merchant_id=${'x'.repeat(101)}`, 'merchant_id'],
    ["account=a'%20OR%201=1", 'account'],
    ['account=', 'account'],
    ['account=caf%C3%A9', 'account'],
    ['account=%FF', 'account'],
    ['from=yesterday', 'from'],
    ['from=2026-02-30', 'from'],
    ['from=2026-W01-1', 'from'],
    ['from=9999-01-01', 'from'],
    ['from=2026-04-01T00:00:00', 'from'],
    ['to=1999-12-31', 'to'],
    ['from=2026-04-02&to=2026-04-01', 'from'],
    ['from=2026-04-01T00:00:00.5Z&to=2026-04-01T00:00:00Z', 'from'],
    ['cursor=', 'cursor'],
    ['cursor=gibberish', 'cursor'],
    [`cursor=${Buffer.from('["1","x","2026-04-01T00:00:00Z","1","1"]').toString('base64url')}`, 'cursor'],
    ['page=2', 'page'],
    ['merchant=m-1', 'merchant'],
    ['__proto__=x', '__proto__'],
  ])('given %s, when listed, then 400 that names %s', async (query, name) => {
    const answer = await fetch(`${url}${LIST}?${query}`);

    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ status: 400, errors: [{ pointer: `#/${name}` }] });
  });
});
