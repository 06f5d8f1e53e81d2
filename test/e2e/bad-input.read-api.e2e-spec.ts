import { newEventId } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { received } from '../../libs/projections/src/transaction-status/transaction-events.fixture.js';
import { atLeast, ReadStack } from '../support/read-stack.js';

describe('bad input to read-api', () => {
  let stack: ReadStack;
  let url: string;

  beforeAll(async () => {
    stack = await ReadStack.start();
    await stack.startProjector();
    ({ url } = await stack.startReadApi());
    const headers = atLeast(await stack.append(received(newEventId())));
    expect((await fetch(`${url}/v1/transactions/tx-1`, { headers })).status).toBe(200);
  });
  afterAll(() => stack.close());

  it.each([
    ['a NUL', '%00'],
    ['a NUL inside', 'a%00b'],
    ['a lone surrogate', '%ED%A0%80'],
    ['CRLF', 'a%0D%0Ab'],
    ['an RTL override', '%E2%80%AEtx'],
    ['a composed letter', 'caf%C3%A9'],
    ['a decomposed letter', 'cafe%CC%81'],
    ['invalid UTF-8', '%FF'],
    ['half an escape', 'a%2'],
    ['a dash first', '-tx'],
    ['a space', 'a%20b'],
    ['a slash', 'a%2Fb'],
    ['SQL', "a'%20OR%201=1"],
    ['101 characters', 'x'.repeat(101)],
    ['10,000 characters', 'x'.repeat(10_000)],
  ])('given an id of %s, when read, then 400', async (_, id) => {
    for (const path of ['/v1/transactions/', '/api/transactions/']) {
      const answer = await fetch(url + path + id);

      expect(answer.status).toBe(400);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(await answer.json()).toMatchObject({ status: 400, retryable: false });
    }
  });

  it('given an id that breaks the rule, when read, then the answer names the parameter', async () => {
    const answer = await fetch(`${url}/v1/transactions/-tx`);

    expect(await answer.json()).toMatchObject({ errors: [{ pointer: '#/transaction_id' }] });
  });

  it.each([
    [{ 'consistency-token': 'gibberish' }, 'Consistency-Token'],
    [{ 'consistency-token': 'payments.1-1' }, 'Consistency-Token'],
    [{ 'consistency-token': 'transactions.12-1' }, 'Consistency-Token'],
    [{ 'consistency-token': 'transactions.1-99999999999999999' }, 'Consistency-Token'],
    [{ consistency: 'eventual' }, 'Consistency'],
  ])('given the headers %j, when read, then 400 that names %s', async (headers: Record<string, string>, name) => {
    const answer = await fetch(`${url}/v1/transactions/tx-1`, { headers });

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: `#/${name}` }] });
  });

  it.each(['wait=-1', 'wait=1.5', 'wait=1e20', 'wait=٣', 'wait', ',,;='.repeat(1_000)])(
    'given the preference %s, which none of us knows, when read with a token, then it is ignored',
    async (prefer) => {
      const headers = { prefer: encodeURI(prefer), 'consistency-token': 'transactions.0-1' };
      const answer = await fetch(`${url}/v1/transactions/tx-1`, { headers });

      expect(answer.status).toBe(200);
      expect(answer.headers.has('preference-applied')).toBe(false);
    },
  );

  it('given a wait of a year, when read, then it is capped', async () => {
    const headers = { prefer: 'wait=31536000', 'consistency-token': 'transactions.0-0' };
    const answer = await fetch(`${url}/v1/transactions/tx-1`, { headers });

    expect(answer.headers.get('preference-applied')).toBe('wait=30');
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'given %s, when sent to a read route, then 405 with Allow',
    async (method) => {
      const answer = await fetch(`${url}/v1/transactions/tx-1`, { method });

      expect(answer.status).toBe(405);
      expect(answer.headers.get('allow')).toContain('GET');
    },
  );
});
