import type { TransactionReceived } from '@app/contracts';
import { bucketsOf, CALENDARS, formatMinor, GRANULARITIES, WEEK_STARTS, type BucketRule } from '@app/domain';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { eventId, failed, processed, received } from '../transaction-status/transaction-events.fixture.js';
import { countedByHand, type Counted } from './counted-by-hand.fixture.js';
import type { Placed } from './random-log.fixture.js';
import { SummariesApi } from './summaries-api.fixture.js';
import type { SummariesResponse } from './summaries.response.js';

const MINUTE_MS = 60_000;
/** Days with clock changes of America, Europe and Lord Howe (by half an hour), Nowruz, and both ends of a year. */
const DAYS = ['2025-12-31', '2026-01-01', '2026-03-08', '2026-03-20', '2026-03-29', '2026-04-05', '2026-10-25'];
const OUTCOMES = [
  undefined,
  (post: TransactionReceived) => processed(post),
  (post: TransactionReceived) => failed(post, 'limit'),
];
const CURRENCIES = [
  { currency: 'EUR', exponent: 2 },
  { currency: 'JPY', exponent: 0 },
];
const MERCHANTS = ['m-1', 'm-2', null];

/** One every 37 minutes of these days and the ones after, so that every border of a day is passed closely. */
const LOG: readonly Placed[] = DAYS.flatMap((day, nth) =>
  Array.from({ length: 78 }, (_, step): readonly Placed[] => {
    const n = nth * 78 + step;
    const post = received(eventId(n), {
      transaction_id: `tx-${String(n)}`,
      occurred_at: new Date(Date.parse(day) + step * 37 * MINUTE_MS).toISOString(),
      amount_minor: String(10n ** BigInt(n % 16) + BigInt(n)),
      merchant_id: MERCHANTS[n % 3] ?? null,
      ...(CURRENCIES[n % 2] ?? {}),
    });
    const outcome = OUTCOMES[n % 7 === 0 ? 2 : n % 2];
    return outcome === undefined
      ? [[n % 5, post]]
      : [
          [n % 5, post],
          [n % 5, outcome(post)],
        ];
  }).flat(),
);
const COUNTED = countedByHand(LOG).map((counted) => ({ ...counted, at: Date.parse(counted.data.occurred_at) }));

const RULES: readonly BucketRule[] = GRANULARITIES.flatMap((granularity) =>
  CALENDARS.flatMap((calendar) =>
    (granularity === 'week' ? WEEK_STARTS : (['monday'] as const)).map((weekStart) => ({
      granularity,
      calendar,
      weekStart,
    })),
  ),
);

describe.each(['UTC', 'Asia/Tehran', 'Australia/Lord_Howe'])('summaries reported in %s', (reportingZone) => {
  let api: SummariesApi;
  beforeAll(async () => {
    api = await SummariesApi.start({ reportingZone });
    await api.apply(LOG);
  });
  afterAll(() => api.close());

  describe.each([
    'UTC',
    'Asia/Tehran',
    'Asia/Kathmandu',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Pacific/Chatham',
  ])('when read in %s', (timeZone) => {
    it.each(RULES)(
      'given $granularity, $calendar, weeks from $weekStart, then it is what a count by hand finds',
      async (rule) => {
        for (const merchantId of [undefined, 'm-2']) {
          for (const range of [{}, { from: '2026-03-09', to: '2026-10-26' }]) {
            expect(await answered(rule, timeZone, merchantId, range)).toEqual(
              byHand(rule, timeZone, merchantId, range),
            );
          }
        }
      },
    );
  });

  async function answered(
    { granularity, calendar, weekStart }: BucketRule,
    timeZone: string,
    merchantId: string | undefined,
    range: Readonly<Record<string, string>>,
  ): Promise<readonly object[]> {
    const query = new URLSearchParams({ granularity, calendar, week_start: weekStart, time_zone: timeZone, ...range });
    if (merchantId !== undefined) query.set('merchant_id', merchantId);
    const { buckets, next_cursor: next } = (await api.json(`/v1/summaries?${query.toString()}`)) as SummariesResponse;
    expect(next).toBeNull();
    return buckets;
  }
});

function byHand(
  rule: BucketRule,
  timeZone: string,
  merchantId: string | undefined,
  { from, to }: { readonly from?: string; readonly to?: string },
): readonly object[] {
  // Without a range the buckets at the ends are whole: these dates begin weeks and months of neither calendar in the log.
  const everything = [...bucketsOf({ ...rule, timeZone, from: from ?? '2025-10-01', to: to ?? '2027-02-01' })];
  const counted = COUNTED.filter(({ data }) => merchantId === undefined || data.merchant_id === merchantId);
  return everything.flatMap(({ key, start, end, hours }) => {
    const within = counted.filter(({ at }) => at >= start && at < end);
    return CURRENCIES.flatMap(({ currency, exponent }) => {
      const received = within.filter(({ data }) => data.currency === currency);
      if (received.length === 0) return [];
      return {
        ...{ key, start: textOf(start), end: textOf(end), hours, currency },
        received: sumOf(received, exponent),
        processed: sumOf(
          received.filter(({ outcome }) => outcome === 'processed'),
          exponent,
        ),
        failed: sumOf(
          received.filter(({ outcome }) => outcome === 'failed'),
          exponent,
        ),
      };
    });
  });
}

function sumOf(counted: readonly Counted[], exponent: number): object {
  const minor = counted.reduce((sum, { data }) => sum + BigInt(data.amount_minor), 0n);
  return { count: counted.length, amount: formatMinor(minor, exponent) };
}

function textOf(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}
