import { newEventId } from '@app/contracts';
import type { RecordPosition } from '@app/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import {
  conflictDetected,
  processed,
  received,
} from '../../libs/projections/src/transaction-status/transaction-events.fixture.js';
import { atLeast, ReadStack, tokenOf } from '../support/read-stack.js';

const PATH = '/v1/transactions/tx-1';

describe('given a transaction with a user, a duplicate, a conflict and an outcome', () => {
  const metadata = { basket: 7, note: 'zażółć', gift: true, coupon: null };
  const first = received(newEventId(), { user_id: '77', user_id_type: 'number', metadata });
  const differing = received(newEventId(), { amount_minor: '700' });
  const fields = [{ field: 'amount', first: '100.50', now: '7.00' }];
  const object = {
    transaction_id: 'tx-1',
    source_account: 'acc-1',
    destination_account: 'acc-2',
    merchant_id: 'acc-2',
    user_id: '77',
    amount: '100.50',
    currency: 'EUR',
    status: 'PROCESSED',
    created_at: '2026-03-29T01:30:05.25Z',
    processed_at: '2026-03-29T01:30:35Z',
    occurred_at: '2026-03-29T01:30:00.123456Z',
    failure_reason: null,
    duplicates: 1,
    conflicts: [{ received_at: '2026-03-29T01:30:05.25Z', conflicting_fields: fields }],
    metadata,
  };
  let stack: ReadStack;
  let url: string;
  let last: RecordPosition;

  beforeAll(async () => {
    stack = await ReadStack.start();
    await stack.startProjector();
    ({ url } = await stack.startReadApi());
    await stack.append(first);
    await stack.append(received(newEventId()));
    await stack.append(differing);
    await stack.append(conflictDetected(first, differing, fields));
    last = await stack.append(processed(first));
  });
  afterAll(() => stack.close());

  it.each([
    ['tidemark', object],
    ['django', [object]],
    ['fastapi', { ...object, status: 'COMPLETED' }],
    ['flask', { ...object, amount: 100.5 }],
  ])('when read in the dialect %s, then it is as api.md says', async (dialect, expected) => {
    const readApi = await stack.startReadApi({ API_DIALECT: dialect });
    const answer = await fetch(readApi.url + PATH, { headers: atLeast(last) });

    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(expected);
    await stack.stop(readApi);
  });

  it.each(['/api/transactions/tx-1/', '/api/transactions/tx-1'])(
    'when read at %s, then it has the five fields of older clients, the user as it was sent',
    async (path) => {
      const answer = await fetch(url + path, { headers: atLeast(last) });

      expect(await answer.json()).toEqual({
        transaction_id: 'tx-1',
        user: 77,
        amount: 100.5,
        status: 'SUCCESS',
        created_at: '2026-03-29T01:30:05.25Z',
      });
    },
  );

  it('when read again with its ETag, then 304 without a body, with a token', async () => {
    const etag = (await fetch(url + PATH, { headers: atLeast(last) })).headers.get('etag') ?? '';
    const answer = await fetch(url + PATH, { headers: { 'if-none-match': `"other", W/${etag}` } });

    expect(answer.status).toBe(304);
    expect(await answer.text()).toBe('');
    expect(answer.headers.get('etag')).toBe(etag);
    expect(answer.headers.get('consistency-token')).toBe(tokenOf(last));
  });

  it('when the token of its last event is sent with Prefer, then the preference is applied', async () => {
    const answer = await fetch(url + PATH, { headers: atLeast(last) });

    expect(answer.headers.get('preference-applied')).toBe('wait=20');
    expect(answer.headers.get('consistency-token')).toBe(tokenOf(last));
    expect(await answer.json()).not.toHaveProperty('meta');
  });

  it('when Prefer is sent without a token, then it is ignored', async () => {
    const answer = await fetch(url + PATH, { headers: { prefer: 'wait=5' } });

    expect(answer.status).toBe(200);
    expect(answer.headers.has('preference-applied')).toBe(false);
  });

  it('when the app is asked for health, then it is live, ready and says the time', async () => {
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('process_cpu_seconds_total');
    expect(await (await fetch(url)).json()).toMatchObject({ status: 'HEALTHY' });
  });
});
