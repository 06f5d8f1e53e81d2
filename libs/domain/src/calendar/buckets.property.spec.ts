import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { type BucketRule, firstDayAfter, firstDayOf, GRANULARITIES, WEEK_STARTS } from './bucket-rule.js';
import { type Bucket, bucketsOf } from './buckets.js';
import { CALENDARS } from './calendars.js';
import { labelOf } from './labels.fixture.js';
import { QUARTER_MS } from './quarter.js';
import { ZoneDays } from './zone-days.js';
import { datesBetween, datesToTest, daysByTemporal, plusDays, SEED, ZONES } from './zones.fixture.js';

const RULES: readonly BucketRule[] = GRANULARITIES.flatMap((granularity) =>
  CALENDARS.flatMap((calendar) => WEEK_STARTS.map((weekStart) => ({ granularity, calendar, weekStart }))),
);

const ZONE_DATES = datesToTest(2);

const anyDate = fc.integer({ min: 0, max: 36_890 }).map((days) => plusDays('2000-01-01', days));

/** Days with one label belong together; days without an instant do not show. */
function bucketsByLabel(days: { dates: string[]; starts: number[] }, rule: BucketRule): Bucket[] {
  const buckets: Bucket[] = [];
  days.dates.forEach((date, index) => {
    const [start = 0, end = 0] = days.starts.slice(index, index + 2);
    const key = labelOf(date, rule);
    const last = buckets.at(-1);
    const [from, first] = last?.key === key ? [last.from, last.start] : [date, start];
    if (last?.key === key) buckets.pop();
    buckets.push({ key, from, to: plusDays(date, 1), start: first, end, hours: (end - first) / 3_600_000 });
  });
  return buckets.filter(({ hours }) => hours > 0);
}

describe(`buckets of every zone, week start and calendar (seed ${String(SEED)})`, () => {
  it('given a range around a change of the clocks, when cut into buckets, then they are those that Temporal and Intl make', () => {
    const lengths = fc.sample(fc.tuple(fc.integer({ min: 0, max: 25 }), fc.integer({ min: 1, max: 25 })), {
      seed: SEED,
      numRuns: 97,
    });
    const wrong: unknown[] = [];
    ZONE_DATES.forEach(([timeZone, dates], index) => {
      dates.forEach((date, nth) => {
        const [before = 0, after = 1] = lengths[(index * dates.length + nth) % lengths.length] ?? [];
        const range = { timeZone, from: plusDays(date, -before), to: plusDays(date, after) };
        const days = daysByTemporal(timeZone, range.from, range.to);
        for (const rule of RULES) {
          const buckets = [...bucketsOf({ ...range, ...rule })];
          const expected = bucketsByLabel(days, rule);
          if (JSON.stringify(buckets) !== JSON.stringify(expected))
            wrong.push({ ...range, ...rule, buckets, expected });
        }
      });
    });
    expect(wrong).toEqual([]);
  });

  it('given every quarter of an hour of such a range, when buckets are asked, then one has it, and its day is in that one', () => {
    const wrong: unknown[] = [];
    for (const [timeZone, dates] of ZONE_DATES) {
      const zoneDays = new ZoneDays(timeZone);
      for (const date of dates) {
        const [from, to] = [plusDays(date, -2), plusDays(date, 3)];
        const { starts } = daysByTemporal(timeZone, from, to);
        const [first = 0, end = 0] = [starts[0], starts.at(-1)];
        for (const rule of RULES) {
          const buckets = [...bucketsOf({ timeZone, from, to, ...rule })];
          for (let quarter = first; quarter < end; quarter += QUARTER_MS) {
            const having = buckets.filter((bucket) => bucket.start <= quarter && quarter < bucket.end);
            const day = zoneDays.dayOf(quarter);
            const isRight = having.length === 1 && having.every((bucket) => bucket.from <= day && day < bucket.to);
            if (!isRight) wrong.push({ timeZone, ...rule, quarter, having });
          }
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('given any range, when it is read in two parts, then only the bucket that was cut is in both', () => {
    const cuts = fc.tuple(anyDate, fc.nat(200), fc.nat(200));
    fc.assert(
      fc.property(cuts, fc.constantFrom(...RULES), fc.constantFrom(...ZONES), ([from, one, two], rule, timeZone) => {
        const cut = plusDays(from, one);
        const to = plusDays(cut, two);
        const whole = [...bucketsOf({ ...rule, timeZone, from, to })];
        const left = [...bucketsOf({ ...rule, timeZone, from, to: cut })];
        const right = [...bucketsOf({ ...rule, timeZone, from: cut, to })];
        const isCut = left.at(-1)?.key !== undefined && left.at(-1)?.key === right[0]?.key;
        expect([...left, ...right.slice(isCut ? 1 : 0)].map(({ key }) => key)).toEqual(whole.map(({ key }) => key));
        const hours = (buckets: Bucket[]): number => buckets.reduce((sum, bucket) => sum + bucket.hours, 0);
        expect(hours(left) + hours(right)).toBe(hours(whole));
      }),
      { seed: SEED, numRuns: 500 },
    );
  });

  it('given any date, when its bucket is asked for, then it is all days with the label of that date', () => {
    fc.assert(
      fc.property(anyDate, fc.constantFrom(...RULES), (date, rule) => {
        const [first, next] = [firstDayOf(date, rule), firstDayAfter(date, rule)];
        const days = datesBetween(first, next);
        expect(days).toContain(date);
        expect(new Set(days.map((day) => labelOf(day, rule)))).toEqual(new Set([labelOf(date, rule)]));
        expect(labelOf(plusDays(first, -1), rule)).not.toBe(labelOf(date, rule));
        expect(labelOf(next, rule)).not.toBe(labelOf(date, rule));
      }),
      { seed: SEED, numRuns: 2_000 },
    );
  });
});
