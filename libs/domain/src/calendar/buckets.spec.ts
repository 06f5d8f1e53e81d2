import { describe, expect, it } from '@jest/globals';

import { type Bucket, type BucketRange, bucketsOf } from './buckets.js';

const buckets = (range: Partial<BucketRange>): Bucket[] => [
  ...bucketsOf({
    from: '2026-03-28',
    to: '2026-03-31',
    granularity: 'day',
    calendar: 'gregorian',
    weekStart: 'monday',
    timeZone: 'UTC',
    ...range,
  }),
];

const keysOf = (range: Partial<BucketRange>): string[] => buckets(range).map(({ key }) => key);

describe('bucketsOf', () => {
  it('given a day on which clocks change, when asked for, then all of it is there', () => {
    expect(buckets({ from: '2026-03-29', to: '2026-03-30', timeZone: 'Europe/Berlin' })).toEqual([
      {
        key: '2026-03-29',
        from: '2026-03-29',
        to: '2026-03-30',
        start: Date.parse('2026-03-28T23:00:00Z'),
        end: Date.parse('2026-03-29T22:00:00Z'),
        hours: 23,
      },
    ]);
  });

  it.each([
    ['Europe/Berlin', '2026-03-29', 23],
    ['Europe/Berlin', '2026-10-25', 25],
    ['Europe/Berlin', '2026-10-26', 24],
    ['Australia/Lord_Howe', '2026-04-05', 24.5],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    ['America/St_Johns', '2007-11-04', 25],
    ['Asia/Kathmandu', '2026-03-29', 24],
    ['Asia/Tehran', '2022-03-22', 23],
    ['Asia/Tehran', '2026-03-22', 24],
    // From 00:00 back to 23:30, and three years later from 23:30 on to 00:00.
    ['Asia/Pyongyang', '2015-08-14', 24.5],
    ['Asia/Pyongyang', '2018-05-04', 23.5],
  ])('given %s, when %s is asked for, then it has %d hours', (timeZone, from, hours) => {
    const to = new Date(Date.parse(from) + 86_400_000).toISOString().slice(0, 10);
    expect(buckets({ timeZone, from, to })).toMatchObject([{ hours }]);
  });

  it('given the date that Samoa skipped, when asked for, then it has no bucket and nothing is missing', () => {
    const range = { timeZone: 'Pacific/Apia', from: '2011-12-29', to: '2012-01-01' } as const;
    const [before, after, ...more] = buckets(range);
    expect(before).toMatchObject({ key: '2011-12-29', to: '2011-12-30', hours: 24 });
    expect(after).toMatchObject({ key: '2011-12-31', from: '2011-12-31', hours: 24, start: before?.end });
    expect(more).toEqual([]);
    expect(buckets({ ...range, granularity: 'week' })).toMatchObject([{ key: '2011-W52', hours: 48 }]);
    expect(buckets({ ...range, from: '2011-12-30', to: '2011-12-31' })).toEqual([]);
  });

  it('given a range that begins and ends inside a bucket, when asked for, then the bucket is cut and keeps its key', () => {
    expect(buckets({ granularity: 'month', from: '2026-03-28', to: '2026-05-02' })).toMatchObject([
      { key: '2026-03', from: '2026-03-28', to: '2026-04-01', hours: 4 * 24 },
      { key: '2026-04', from: '2026-04-01', to: '2026-05-01', hours: 30 * 24 },
      { key: '2026-05', from: '2026-05-01', to: '2026-05-02', hours: 24 },
    ]);
    expect(buckets({ granularity: 'week', from: '2026-03-25', to: '2026-03-27' })).toMatchObject([
      { key: '2026-W13', from: '2026-03-25', to: '2026-03-27', hours: 48 },
    ]);
  });

  it.each([
    [{ granularity: 'day' }, ['2026-03-28', '2026-03-29', '2026-03-30']],
    [{ granularity: 'week' }, ['2026-W13', '2026-W14']],
    [{ granularity: 'week', weekStart: 'sunday' }, ['2026-03-22', '2026-03-29']],
    [{ granularity: 'week', weekStart: 'saturday' }, ['2026-03-28']],
    [{ granularity: 'month' }, ['2026-03']],
    [{ granularity: 'day', calendar: 'persian' }, ['1405-01-08', '1405-01-09', '1405-01-10']],
    [{ granularity: 'week', calendar: 'persian' }, ['1405-01-03', '1405-01-10']],
    [{ granularity: 'week', calendar: 'persian', weekStart: 'sunday' }, ['1405-01-02', '1405-01-09']],
    [{ granularity: 'week', calendar: 'persian', weekStart: 'saturday' }, ['1405-01-08']],
    [{ granularity: 'month', calendar: 'persian' }, ['1405-01']],
  ] as const)('given %j, when asked for, then the keys are %j', (rule, keys) => {
    expect(keysOf(rule)).toEqual(keys);
  });

  it.each([
    ['2026-03-28', '2026-03-28'],
    ['2026-03-28', '2026-03-27'],
  ])('given no day from %s to %s, when asked for, then there is no bucket', (from, to) => {
    expect(buckets({ from, to })).toEqual([]);
  });

  it('given all that can be asked for, when cut into months, then the first and the last are there', () => {
    const keys = keysOf({ granularity: 'month', from: '2000-01-01', to: '2101-01-01', timeZone: 'Asia/Tokyo' });
    expect([keys.length, keys[0], keys.at(-1)]).toEqual([1_212, '2000-01', '2100-12']);
  });

  it('given an unknown zone, when asked for, then it throws', () => {
    expect(() => buckets({ timeZone: 'Mars/Olympus' })).toThrow('unknown time zone');
  });
});
