import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { eventId, failed, received } from '../transaction-status/transaction-events.fixture.js';
import type { Placed } from './random-log.fixture.js';
import { SummariesApi } from './summaries-api.fixture.js';

const LOG: readonly Placed[] = (
  [
    ['2026-03-20T00:00:00Z', '10', {}],
    ['2026-03-20T23:59:59Z', '25', { merchant_id: 'm-2' }],
    ['2026-03-21T00:00:00Z', '9007199254740993', {}],
    ['2026-04-04T12:00:00Z', '2', { merchant_id: null }],
    ['2026-04-04T13:00:00Z', '3', {}],
    ['2026-04-04T13:00:00Z', '1250', { currency: 'KWD', exponent: 3 }],
  ] as const
).flatMap(([occurred_at, amount_minor, data], n): readonly Placed[] => {
  const post = received(eventId(n), { transaction_id: `tx-${String(n)}`, occurred_at, amount_minor, ...data });
  return n % 2 === 0
    ? [[n % 3, post]]
    : [
        [n % 3, post],
        [n % 3, failed(post, 'counts as received')],
      ];
});

describe('the summaries of older clients', () => {
  let api: SummariesApi;
  beforeAll(async () => {
    api = await SummariesApi.start();
    await api.apply(LOG);
  });
  afterAll(() => api.close());

  it.each([
    [
      '',
      [
        ['1404/12/29', 2],
        ['1405/01/01', 1],
        ['1405/01/15', 3],
      ],
    ],
    [
      '?mode=weekly',
      [
        ['1404/12/23', 2],
        ['1405/01/01', 1],
        ['1405/01/15', 3],
      ],
    ],
    [
      '?mode=monthly&type=count',
      [
        ['1404/12', 2],
        ['1405/01', 4],
      ],
    ],
    [
      '?mode=daily&calendar=gregorian',
      [
        ['2026/03/20', 2],
        ['2026/03/21', 1],
        ['2026/04/04', 3],
      ],
    ],
    [
      '?mode=weekly&calendar=gregorian',
      [
        ['2026/W12', 3],
        ['2026/W14', 3],
      ],
    ],
    [
      '?mode=monthly&calendar=gregorian',
      [
        ['2026/03', 3],
        ['2026/04', 3],
      ],
    ],
    ['?mode=monthly&merchant_id=m-2', [['1404/12', 1]]],
    ['?type=amount&merchant_id=m-2', [['1404/12/29', 0.25]]],
    ['?type=amount&currency=KWD', [['1405/01/15', 1.25]]],
    [
      '?mode=daily&type=amount&currency=EUR',
      [
        ['1404/12/29', 0.35],
        ['1405/01/01', '90071992547409.93'],
        ['1405/01/15', 0.05],
      ],
    ],
    ['?merchant_id=unheard-of&type=amount', []],
  ] as const)('given /api/transactions/summary/%s, when read, then it is %j', async (query, expected) => {
    expect(await api.json(`/api/transactions/summary/${query}`)).toEqual(
      expected.map(([key, value]) => ({ key, value })),
    );
  });

  it('given amounts in several currencies and none named, when summed, then 400 that names them', async () => {
    const answer = await api.get('/api/transactions/summary?type=amount');

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      errors: [{ pointer: '#/currency', detail: expect.stringContaining('EUR, KWD') }],
    });
  });

  it.each([
    ['', ['2026-03-20 EUR', '2026-03-21 EUR', '2026-04-04 EUR', '2026-04-04 KWD']],
    ['?from=2026-03-21', ['2026-03-21 EUR', '2026-04-04 EUR', '2026-04-04 KWD']],
    ['?from=2026-03-20&to=2026-03-20', ['2026-03-20 EUR']],
    ['?to=2026-04-04&currency=KWD', ['2026-04-04 KWD']],
    ['?from=2026-04-05', []],
    ['?to=2101-01-01&currency=KWD', ['2026-04-04 KWD']],
  ])('given /api/transactions/average%s, when read, then both ends are included: %j', async (query, expected) => {
    const rows = (await api.json(`/api/transactions/average${query}`)) as { date: string; currency: string }[];

    expect(rows.map(({ date, currency }) => `${date} ${currency}`)).toEqual(expected);
  });

  it('given days of several transactions, when averaged, then to the minor unit, half to even, of all received', async () => {
    expect(await api.json('/api/transactions/average/')).toEqual([
      { date: '2026-03-20', average_amount: 0.18, count: 2, currency: 'EUR' },
      { date: '2026-03-21', average_amount: '90071992547409.93', count: 1, currency: 'EUR' },
      { date: '2026-04-04', average_amount: 0.02, count: 2, currency: 'EUR' },
      { date: '2026-04-04', average_amount: 1.25, count: 1, currency: 'KWD' },
    ]);
  });

  it.each([
    ['summary?mode=yearly', 'mode'],
    ['summary?type=sum', 'type'],
    ['summary?calendar=lunar', 'calendar'],
    ['summary?merchant_id=-m', 'merchant_id'],
    ['summary?currency=usd', 'currency'],
    ['summary?mode=daily&mode=daily', 'mode'],
    ['summary?merchantId=m-1', 'merchantId'],
    ['average?from=2026-02-29', 'from'],
    ['average?to=tomorrow', 'to'],
    ['average?from=2026-03-21&to=2026-03-20', 'from'],
    ['average?currency=E', 'currency'],
    ['average?merchant_id=m-1', 'merchant_id'],
  ])('given /api/transactions/%s, when read, then 400 that names %s', async (path, name) => {
    const answer = await api.get(`/api/transactions/${path}`);

    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: `#/${name}` }] });
  });
});

describe('given SUMMARY_CALENDAR=gregorian and days of Tehran', () => {
  it('when read without a calendar, then keys are Gregorian and days are those of Tehran', async () => {
    const api = await SummariesApi.start({ summaryCalendar: 'gregorian', reportingZone: 'Asia/Tehran' });
    await api.apply(LOG);

    expect(await api.json('/api/transactions/summary?mode=daily&currency=EUR')).toEqual([
      { key: '2026/03/20', value: 1 },
      { key: '2026/03/21', value: 2 },
      { key: '2026/04/04', value: 2 },
    ]);
    await api.close();
  });
});
