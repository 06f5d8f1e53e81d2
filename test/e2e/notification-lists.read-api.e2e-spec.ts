import { newEventId } from '@app/contracts';
import { pollUntil } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { attempted, requested } from '../../libs/projections/src/notification-log/notification-events.fixture.js';
import { ReadStack } from '../support/read-stack.js';

const LIST = '/v1/notifications';
const COUNT = 300;

interface Page {
  readonly items: readonly { readonly user_id: string; readonly requested_at: string }[];
  readonly meta: { readonly completeness: string };
}

describe(`given ${String(COUNT)} notifications of every fate`, () => {
  let stack: ReadStack;
  let url: string;

  beforeAll(async () => {
    stack = await ReadStack.start();
    await stack.startProjector();
    ({ url } = await stack.startReadApi());
    await stack.appendAll(Array.from({ length: COUNT }, (_, n) => eventsOf(n)).flat());
    const isThere = async (): Promise<boolean> =>
      (await idsOf(`${LIST}?limit=500`)).length === COUNT &&
      (await idsOf(`${LIST}?status=unknown&limit=500`)).length === 60;
    await pollUntil(isThere, { what: 'all of them are listed' });
  });
  afterAll(() => stack.close());

  it.each([
    ['', () => true],
    ['status=pending', (n: number) => n % 5 === 0 || n % 5 === 3],
    ['status=sent', (n: number) => n % 5 === 1 || n % 5 === 4],
    ['status=failed', (n: number) => n % 5 === 2],
    ['status=unknown', (n: number) => n % 5 === 3],
    ['channel=webhook', (n: number) => n % 4 === 0],
    ['channel=sms', () => true],
    ['user_id=u-3', (n: number) => n % 10 === 3],
    ['user_id=u-3&status=unknown&channel=webhook', () => false],
    ['user_id=u-2&status=failed&channel=webhook', (n: number) => n % 10 === 2 && n % 4 === 0],
    ['status=failed&channel=webhook', (n: number) => n % 5 === 2 && n % 4 === 0],
    ['status=sent&channel=webhook', (n: number) => n % 4 === 0 && (n % 5 === 1 || n % 5 === 4)],
  ])('when %s is followed page by page, then all of them are there once, newest first', async (query, isMeant) => {
    const expected = Array.from({ length: COUNT }, (_, n) => n).filter(isMeant);

    expect(await idsOf(`${LIST}?limit=7${query === '' ? '' : `&${query}`}`)).toEqual(
      expected.map(userAndTime).reverse(),
    );
  });

  it.each([
    ['status=SENT', 'status'],
    ['status=success', 'status'],
    ['status=', 'status'],
    ['channel=fax', 'channel'],
    ['channel=sms&channel=email', 'channel'],
    ['user_id=-u', 'user_id'],
    ['limit=501', 'limit'],
    ['cursor=gibberish', 'cursor'],
    ['userid=u-3', 'userid'],
  ])('when %s is listed, then 400 that names %s', async (query, name) => {
    const answer = await fetch(`${url}${LIST}?${query}`);

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ status: 400, errors: [{ pointer: `#/${name}` }] });
  });

  it('when a cursor of other filters is sent, then 400 that names it', async () => {
    const { next } = await pageOf(`${LIST}?limit=5&channel=sms`);
    const answer = await fetch(`${url}${next?.replace('channel=sms', 'channel=email') ?? ''}`);

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: '#/cursor' }] });
  });

  it('when asked strictly for what is not applied, then 503; else the list says that it is provisional', async () => {
    const headers = { 'consistency-token': 'notifications.3-9999' };

    const provisional = (await (await fetch(url + LIST, { headers })).json()) as Page;
    expect(provisional.meta.completeness).toBe('provisional');
    expect((await fetch(url + LIST, { headers: { ...headers, consistency: 'strict' } })).status).toBe(503);
  });

  /** By its number: still pending, sent, failed, unknown, sent at the second attempt. */
  function eventsOf(n: number): readonly ReturnType<typeof requested | typeof attempted>[] {
    const { user_id, requested_at } = factsOf(n);
    const channels = n % 4 === 0 ? (['sms', 'webhook'] as const) : (['sms'] as const);
    const request = requested(newEventId(), {
      ...{ notification_id: newEventId(), user_id, requested_at, channels: [...channels] },
    });
    const results = ([[], ['success'], ['failed'], ['unknown'], ['retry', 'success']] as const)[n % 5] ?? [];
    const bySms = results.map((result, at) => attempted(newEventId(), request, { result, attempt: at + 1 }));
    const byWebhook = n % 4 === 0 ? [attempted(newEventId(), request, { channel: 'webhook' })] : [];
    return [request, ...byWebhook, ...bySms];
  }

  /** One a second, of ten users in turn. */
  function factsOf(n: number): { readonly user_id: string; readonly requested_at: string } {
    const time = new Date(Date.UTC(2026, 3, 1) + n * 1_000);
    return { user_id: `u-${String(n % 10)}`, requested_at: time.toISOString().replace('.000', '') };
  }

  function userAndTime(n: number): string {
    const { user_id, requested_at } = factsOf(n);
    return `${user_id} ${requested_at}`;
  }

  /** Each item by its user and time, over all pages. */
  async function idsOf(first: string): Promise<readonly string[]> {
    const found: string[] = [];
    for (let path: string | undefined = first; path !== undefined;) {
      const { page, next } = await pageOf(path);
      found.push(...page.items.map((item) => `${item.user_id} ${item.requested_at}`));
      path = next;
    }
    return found;
  }

  async function pageOf(path: string): Promise<{ readonly page: Page; readonly next: string | undefined }> {
    const answer = await fetch(url + path);
    expect(answer.status).toBe(200);
    const next = /^<([^>]+)>; rel="next"$/u.exec(answer.headers.get('link') ?? '')?.[1];
    return { page: (await answer.json()) as Page, next };
  }
});
