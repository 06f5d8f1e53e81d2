import { newEventId } from '@app/contracts';
import { recordOf } from '@app/messaging';
import { pollUntil } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { failed, received } from '../../libs/projections/src/transaction-status/transaction-events.fixture.js';
import { atLeast, ReadStack, tokenOf, type RunningApp } from '../support/read-stack.js';

describe('a 404 does not lie', () => {
  let stack: ReadStack;
  let projector: RunningApp;
  let url: string;

  beforeAll(async () => {
    stack = await ReadStack.start();
    projector = await stack.startProjector();
    ({ url } = await stack.startReadApi());
  });
  afterAll(() => stack.close());

  const get = (id: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${url}/v1/transactions/${id}`, { headers });

  it('given posts that were just confirmed, when read at once, then each is there', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `tx-fast-${String(index)}`);
    const statuses = await Promise.all(
      ids.map(async (id) => {
        await stack.append(received(newEventId(), { transaction_id: id }));
        return (await get(id)).status;
      }),
    );

    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('given an id that nobody posted, when read, then 404 with a token', async () => {
    const answer = await get('tx-nobody');

    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('consistency-token')).toMatch(/^transactions\.\d+-\d+$/u);
    expect(await answer.json()).toMatchObject({ code: 'transaction-not-found', retryable: false });
  });

  it('given a record that could not be applied, when its key is read, then 503', async () => {
    await stack.sink.append({ ...recordOf(received(newEventId(), { transaction_id: 'tx-poison' })), value: '{' });
    await pollUntil(() => stack.test.database.selectFrom('parked_records').select('offset').executeTakeFirst(), {
      what: 'the record to be parked',
    });
    const answer = await get('tx-poison');

    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'not-caught-up' });
  });

  it('given no broker, when read, then what is there is answered and what is not is a 503', async () => {
    const known = await stack.append(received(newEventId(), { transaction_id: 'tx-known' }));
    await get('tx-known', atLeast(known));
    const readApi = await stack.startReadApi({ KAFKA_BROKERS: '127.0.0.1:9' });

    expect((await fetch(`${readApi.url}/v1/transactions/tx-known`)).status).toBe(200);
    const absent = await fetch(`${readApi.url}/v1/transactions/tx-nobody`);
    expect(absent.status).toBe(503);
    expect(absent.headers.get('retry-after')).toBe('1');
    await stack.stop(readApi);
  });

  it('given no database, when read, then 503 with Retry-After, and not ready', async () => {
    const readApi = await stack.startReadApi({ DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' });
    const answer = await fetch(`${readApi.url}/v1/transactions/tx-known`);

    expect(answer.status).toBe(503);
    expect(answer.headers.has('retry-after')).toBe(true);
    expect((await fetch(`${readApi.url}/health/ready`)).status).toBe(503);
    await stack.stop(readApi);
  });

  it('given a stopped projector, when read, then nothing stale is taken for the truth, and it heals', async () => {
    const post = received(newEventId(), { transaction_id: 'tx-stale' });
    await get('tx-stale', atLeast(await stack.append(post)));
    await stack.stop(projector);
    const unseen = await stack.append(received(newEventId(), { transaction_id: 'tx-unseen' }));
    const token = tokenOf(await stack.append(failed(post, 'limit')));

    const began = performance.now();
    const absent = await get('tx-unseen');
    expect(absent.status).toBe(503);
    expect(await absent.json()).toMatchObject({ code: 'not-caught-up', retryable: true });
    expect(performance.now() - began).toBeLessThan(10_000);

    const stale = await get('tx-stale', { 'consistency-token': token, prefer: 'wait=1' });
    expect(stale.status).toBe(200);
    expect(stale.headers.get('preference-applied')).toBe('wait=1');
    expect(await stale.json()).toMatchObject({ status: 'PROCESSING', meta: { completeness: 'provisional' } });
    const strict = await get('tx-stale', { 'consistency-token': token, prefer: 'wait=0', consistency: 'strict' });
    expect(strict.status).toBe(503);

    projector = await stack.startProjector();
    expect((await get('tx-unseen', atLeast(unseen))).status).toBe(200);
    const healed = await get('tx-stale', { 'consistency-token': token, prefer: 'wait=20' });
    expect(await healed.json()).toMatchObject({ status: 'FAILED', failure_reason: 'limit' });
  });
});
