import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { eventId, failed, processed, received } from '../transaction-status/transaction-events.fixture.js';
import type { Placed } from './random-log.fixture.js';
import { SummariesApi } from './summaries-api.fixture.js';

const NOTHING = { count: 0, amount: '0.00' };

/** Transactions by day, amount in minor units, and outcome. */
const LOG: readonly Placed[] = (
  [
    [0, '2026-03-29T00:59:59Z', '10', processed, {}],
    [1, '2026-03-29T12:00:00Z', '20', failed, {}],
    [2, '2026-03-30T09:30:00Z', '9007199254740993', undefined, { merchant_id: 'm-2' }],
    [0, '2026-04-02T23:59:59.999999Z', '1250', undefined, { currency: 'KWD', exponent: 3 }],
    [1, '2026-04-02T01:00:00Z', '500', processed, { currency: 'JPY', exponent: 0, merchant_id: null }],
    // The same currency with fewer decimals than elsewhere.
    [2, '2026-04-02T01:00:00Z', '7', undefined, { exponent: 0 }],
    [3, '2027-05-05T01:00:00Z', '100', undefined, {}],
  ] as const
).flatMap(([partition, occurred_at, amount_minor, outcome, data], n) => {
  const post = received(eventId(n), { transaction_id: `tx-${String(n)}`, occurred_at, amount_minor, ...data });
  return [
    [partition, post],
    ...(outcome === undefined ? [] : [[partition, outcome(post, eventId(100 + n))]]),
  ] as Placed[];
});

describe('GET /v1/summaries', () => {
  let api: SummariesApi;
  beforeAll(async () => {
    api = await SummariesApi.start();
    await api.apply(LOG);
  });
  afterAll(() => api.close());

  it('given no parameters, when read, then it is every day that has transactions, in the reporting zone', async () => {
    const answer = await api.get('/v1/summaries?to=2027-01-01');
    const march29 = { start: '2026-03-29T00:00:00Z', end: '2026-03-30T00:00:00Z', hours: 24 };
    const march30 = { start: '2026-03-30T00:00:00Z', end: '2026-03-31T00:00:00Z', hours: 24 };
    const april2 = { start: '2026-04-02T00:00:00Z', end: '2026-04-03T00:00:00Z', hours: 24 };
    const [one, two] = [
      { count: 1, amount: '0.10' },
      { count: 1, amount: '0.20' },
    ];
    const [large, whole] = [
      { count: 1, amount: '90071992547409.93' },
      { count: 1, amount: '7.00' },
    ];
    const [yen, fils] = [
      { count: 1, amount: '500' },
      { count: 1, amount: '1.250' },
    ];

    expect(answer.headers.get('consistency-token')).not.toBeNull();
    expect(await answer.json()).toEqual({
      buckets: [
        {
          key: '2026-03-29',
          ...march29,
          currency: 'EUR',
          received: { count: 2, amount: '0.30' },
          processed: one,
          failed: two,
        },
        { key: '2026-03-30', ...march30, currency: 'EUR', received: large, processed: NOTHING, failed: NOTHING },
        { key: '2026-04-02', ...april2, currency: 'EUR', received: whole, processed: NOTHING, failed: NOTHING },
        {
          ...{ key: '2026-04-02', ...april2, currency: 'JPY', received: yen, processed: yen },
          failed: { count: 0, amount: '0' },
        },
        {
          ...{ key: '2026-04-02', ...april2, currency: 'KWD', received: fils },
          ...{ processed: { count: 0, amount: '0.000' }, failed: { count: 0, amount: '0.000' } },
        },
      ],
      meta: {
        as_of: expect.stringMatching(/^20.*Z$/u),
        lag_ms: expect.any(Number),
        completeness: 'complete',
        generation: 1,
        time_zone: 'UTC',
        week_start: 'monday',
        calendar: 'gregorian',
      },
      next_cursor: null,
    });
  });

  it.each([
    ['granularity=week', ['2026-W13 0.30', '2026-W14 90071992547416.93', '2027-W18 1.00']],
    ['granularity=week&week_start=sunday', ['2026-03-29 90071992547417.23', '2027-05-02 1.00']],
    ['granularity=week&week_start=saturday', ['2026-03-28 90071992547417.23', '2027-05-01 1.00']],
    ['granularity=month', ['2026-03 90071992547410.23', '2026-04 7.00', '2027-05 1.00']],
    ['granularity=month&calendar=persian', ['1405-01 90071992547417.23', '1406-02 1.00']],
    ['granularity=week&calendar=persian', ['1405-01-03 0.30', '1405-01-10 90071992547416.93', '1406-02-13 1.00']],
    ['granularity=month&from=2026-03-30&to=2026-04-02', ['2026-03 90071992547409.93']],
    ['granularity=month&from=2026-03-30&to=2026-03-30', []],
    ['merchant_id=m-2', ['2026-03-30 90071992547409.93']],
    ['merchant_id=unheard-of', []],
    ['status=failed', ['2026-03-29 undefined']],
    ['from=2000-01-01&to=2026-03-30', ['2026-03-29 0.30']],
    ['from=2028-01-01', []],
    ['time_zone=Asia/Tehran&to=2026-03-30', ['2026-03-29 0.30']],
    ['time_zone=America/New_York&to=2026-03-30', ['2026-03-28 0.10', '2026-03-29 0.20']],
  ])('given currency=EUR&%s, when read, then it is %j', async (query, expected) => {
    expect(await pages(`currency=EUR&${query}`)).toEqual(expected);
  });

  it('given a range that cuts a month, when read, then the key is of the whole month, the ends are not', async () => {
    expect(await api.json('/v1/summaries?granularity=month&from=2026-03-29&to=2026-03-30')).toMatchObject({
      buckets: [{ key: '2026-03', start: '2026-03-29T00:00:00Z', end: '2026-03-30T00:00:00Z', hours: 24 }],
    });
  });

  it('given a day on which clocks go forward, when read, then it has 23 hours', async () => {
    const spring = '/v1/summaries?time_zone=Europe/Berlin&from=2026-03-29&to=2026-03-30';

    expect(await api.json(spring)).toMatchObject({ buckets: [{ start: '2026-03-28T23:00:00Z', hours: 23 }] });
  });

  it.each(['processed', 'PROCESSED'])('given status=%s, when read, then it picks that column', async (status) => {
    const { buckets } = (await api.json(`/v1/summaries?status=${status}`)) as { buckets: object[] };

    expect(buckets).toHaveLength(2);
    for (const bucket of buckets) {
      expect(bucket).toHaveProperty('processed');
      expect(bucket).not.toHaveProperty('received');
      expect(bucket).not.toHaveProperty('failed');
    }
  });

  it('given more than 366 buckets, when read, then pages follow each other, none of them empty', async () => {
    const first = (await api.json('/v1/summaries?currency=EUR')) as { buckets: object[]; next_cursor: string };
    const answer = await api.get(`/v1/summaries?currency=EUR&cursor=${first.next_cursor}`);

    expect(first.buckets).toHaveLength(3);
    expect(await answer.json()).toMatchObject({ buckets: [{ key: '2027-05-05' }], next_cursor: null });
    expect((await api.get('/v1/summaries?currency=EUR')).headers.get('link')).toContain('rel="next"');
  });

  it('given a wrong value, when read, then 400 with a problem that names the parameter', async () => {
    const answer = await api.get('/v1/summaries?time_zone=Mars/Olympus');

    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: '#/time_zone' }] });
  });

  it('given the dialect fastapi, when its word is sent, then it is known, and ours is not', async () => {
    const other = await SummariesApi.start({ dialect: 'fastapi' });

    expect((await other.get('/v1/summaries?status=COMPLETED')).status).toBe(200);
    expect((await other.get('/v1/summaries?status=PROCESSED')).status).toBe(400);
    await other.close();
  });

  it('given the views for people with SQL, when read, then amounts are decimals and partitions are summed', async () => {
    const { rows } = await sql`
      SELECT day::text, currency, received_count, received_amount, processed_amount, failed_amount
      FROM read.total_days WHERE day <= '2026-03-30' ORDER BY day`.execute(api.test.database);

    expect(rows).toEqual([
      {
        ...{ day: '2026-03-29', currency: 'EUR', received_count: '2', received_amount: '0.30' },
        ...{ processed_amount: '0.10', failed_amount: '0.20' },
      },
      {
        ...{ day: '2026-03-30', currency: 'EUR', received_count: '1', received_amount: '90071992547409.93' },
        ...{ processed_amount: '0.00', failed_amount: '0.00' },
      },
    ]);
    await sql`SELECT FROM read.merchant_days`.execute(api.test.database);
  });

  /** `key amount` of what was received, of every page. */
  async function pages(query: string): Promise<readonly string[]> {
    const found: string[] = [];
    for (let cursor = ''; ;) {
      const page = (await api.json(`/v1/summaries?${query}${cursor}`)) as {
        readonly buckets: readonly { readonly key: string; readonly received?: { readonly amount: string } }[];
        readonly next_cursor: string | null;
      };
      found.push(...page.buckets.map(({ key, received: sum }) => `${key} ${String(sum?.amount)}`));
      if (page.next_cursor === null) return found;
      cursor = `&cursor=${page.next_cursor}`;
    }
  }
});
