import { newEventId } from '@app/contracts';
import type { RecordPosition } from '@app/messaging';
import { pollUntil } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import {
  conflictDetected,
  failed,
  processed,
  received,
} from '../../libs/projections/src/transaction-status/transaction-events.fixture.js';
import { atLeast, ReadStack } from '../support/read-stack.js';

const LIST = '/v1/transactions';
const COUNT = 1_000;

interface Page {
  readonly items: readonly { readonly transaction_id: string; readonly occurred_at: string }[];
  readonly meta: { readonly completeness: string; readonly as_of: string | null; readonly generation: number };
}

/** Ten at a time happen at the same second. */
function occurredAt(n: number): string {
  return new Date(Date.UTC(2026, 3, 1) + Math.floor(n / 10) * 1_000).toISOString();
}

describe('given 1,000 transactions', () => {
  let stack: ReadStack;
  let url: string;

  beforeAll(async () => {
    stack = await ReadStack.start();
    await stack.startProjector();
    ({ url } = await stack.startReadApi());
    await Promise.all(Array.from({ length: COUNT }, (_, n) => append(`tx-${String(n)}`, occurredAt(n))));
    await pollUntil(async () => (await countAll()) === COUNT, { what: 'all of them are listed' });
  });
  afterAll(() => stack.close());

  it('when all pages are followed while others arrive, then each of the 1,000 is there once, newest first', async () => {
    const ids: string[] = [];
    const times: string[] = [];
    for (let path: string | undefined = `${LIST}?limit=37&to=2026-05-01`, turn = 0; path !== undefined; turn += 1) {
      const { page, next } = await pageOf(path);
      ids.push(...page.items.map((item) => item.transaction_id));
      times.push(...page.items.map((item) => item.occurred_at));
      path = next;
      // One before the place where the next page begins, one behind it.
      if (turn < 10) await append(`late-${String(turn)}`, occurredAt(COUNT - 1));
      if (turn < 10) await append(`early-${String(turn)}`, '2026-03-01T00:00:00Z');
    }

    const steady = ids.filter((id) => id.startsWith('tx-'));
    expect(steady).toHaveLength(COUNT);
    expect(new Set(ids).size).toBe(ids.length);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it('when a page is asked for, then it leads to the next by a path with the same parameters', async () => {
    const { page, next } = await pageOf(`${LIST}?limit=2&currency=EUR&from=2026-04-01`);

    expect(page.items).toHaveLength(2);
    const link = new URL(next ?? '', url);
    expect(link.pathname).toBe(LIST);
    expect([...link.searchParams.keys()]).toEqual(['limit', 'currency', 'from', 'cursor']);
  });

  it('when no limit is given, then a page has 50, and the last page leads nowhere', async () => {
    expect((await pageOf(LIST)).page.items).toHaveLength(50);
    const { page, next } = await pageOf(`${LIST}?from=2026-04-01T00:00:10Z&to=2026-04-01T02:00:11%2B02:00`);

    expect(page.items).toHaveLength(10);
    expect(next).toBeUndefined();
  });

  it('when nobody has what is asked for, then the list is empty and says how fresh it is', async () => {
    const { page } = await pageOf(`${LIST}?merchant_id=nobody`);

    expect(page).toEqual({
      items: [],
      meta: {
        as_of: expect.any(String),
        lag_ms: expect.any(Number),
        completeness: 'complete',
        generation: 1,
      },
    });
  });

  it('when a cursor of other filters is sent, then 400 that names it; another limit is no other list', async () => {
    const { next } = await pageOf(`${LIST}?limit=5&currency=EUR`);
    const cursor = new URL(next ?? '', url).searchParams.get('cursor') ?? '';

    expect((await fetch(`${url}${LIST}?limit=7&currency=EUR&cursor=${cursor}`)).status).toBe(200);
    const answer = await fetch(`${url}${LIST}?limit=5&currency=USD&cursor=${cursor}`);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: '#/cursor' }] });
  });

  async function countAll(): Promise<number> {
    let seen = 0;
    for (let path: string | undefined = `${LIST}?limit=500`; path !== undefined;) {
      const { page, next } = await pageOf(path);
      seen += page.items.length;
      path = next;
    }
    return seen;
  }

  function append(id: string, occurred: string): Promise<RecordPosition> {
    return stack.append(received(newEventId(), { transaction_id: id, occurred_at: occurred }));
  }

  async function pageOf(path: string): Promise<{ readonly page: Page; readonly next: string | undefined }> {
    const answer = await fetch(url + path);
    expect(answer.status).toBe(200);
    const next = /^<([^>]+)>; rel="next"$/u.exec(answer.headers.get('link') ?? '')?.[1];
    return { page: (await answer.json()) as Page, next };
  }
});

describe('given a failed transaction with a conflict and a processed one', () => {
  const first = received(newEventId(), { transaction_id: 'tx-failed', merchant_id: 'm-1' });
  const later = received(newEventId(), { transaction_id: 'tx-failed', merchant_id: 'm-1', amount_minor: '1' });
  const second = received(newEventId(), { transaction_id: 'tx-processed', merchant_id: 'm-1' });
  let stack: ReadStack;
  let tokens: readonly RecordPosition[];

  beforeAll(async () => {
    stack = await ReadStack.start();
    await stack.startProjector();
    await stack.append(first);
    await stack.append(later);
    await stack.append(conflictDetected(first, later, [{ field: 'amount', first: '100.50', now: '0.01' }]));
    await stack.append(second);
    tokens = [await stack.append(failed(first, 'no funds')), await stack.append(processed(second))];
  });
  afterAll(() => stack.close());

  it.each([
    ['tidemark', 'PROCESSED', 'PROCESSED', '100.50'],
    ['django', 'PROCESSED', 'PROCESSED', '100.50'],
    ['fastapi', 'COMPLETED', 'COMPLETED', '100.50'],
    ['flask', 'PROCESSED', 'PROCESSED', 100.5],
  ])(
    'when listed in the dialect %s, then items are what a look at one gives',
    async (dialect, word, status, amount) => {
      const { app, url } = await stack.startReadApi({ API_DIALECT: dialect });
      const shown: unknown[] = [];
      for (const [id, position] of [['tx-failed', tokens[0]] as const, ['tx-processed', tokens[1]] as const]) {
        if (position === undefined) throw new Error('both were appended');
        const one: unknown = await (await fetch(`${url}${LIST}/${id}`, { headers: atLeast(position) })).json();
        shown.push(...(Array.isArray(one) ? (one as unknown[]) : [one]));
      }

      expect(await itemsOf(`${url}${LIST}?merchant_id=m-1&status=FAILED`)).toEqual([shown[0]]);
      expect(await itemsOf(`${url}${LIST}?status=${word}`)).toEqual([shown[1]]);
      expect(shown[1]).toMatchObject({ status, amount });
      await stack.stop({ app, url });
    },
  );

  it('when asked strictly for what is not applied, then 503; else the list says that it is provisional', async () => {
    const { app, url } = await stack.startReadApi();
    const headers = { 'consistency-token': 'transactions.3-999' };

    expect(await (await fetch(url + LIST, { headers })).json()).toMatchObject({
      meta: { completeness: 'provisional' },
    });
    const strict = await fetch(url + LIST, { headers: { ...headers, consistency: 'strict' } });
    expect(strict.status).toBe(503);
    expect(strict.headers.get('retry-after')).toBe('1');
    await stack.stop({ app, url });
  });

  async function itemsOf(path: string): Promise<unknown> {
    return ((await (await fetch(path)).json()) as Page).items;
  }
});
