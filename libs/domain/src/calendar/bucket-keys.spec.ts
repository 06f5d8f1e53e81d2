import { describe, expect, it } from '@jest/globals';

import { olderKeyOf } from './bucket-keys.js';
import { firstDayAfter, firstDayOf } from './bucket-rule.js';
import { persianDate } from './labels.fixture.js';
import { datesBetween } from './zones.fixture.js';

describe('olderKeyOf', () => {
  it.each([
    ['2024-06-24', 'day', 'persian', '1403/04/04'],
    ['2024-06-24', 'week', 'persian', '1403/04/02'],
    ['2024-06-24', 'month', 'persian', '1403/04'],
    ['2024-06-24', 'day', 'gregorian', '2024/06/24'],
    ['2024-06-24', 'week', 'gregorian', '2024/W26'],
    ['2024-06-24', 'month', 'gregorian', '2024/06'],
    // A leap year's last day, and the week around the new year, named after its Saturday.
    ['2025-03-20', 'day', 'persian', '1403/12/30'],
    ['2025-03-21', 'day', 'persian', '1404/01/01'],
    ['2025-03-21', 'week', 'persian', '1403/12/25'],
  ] as const)('given %s by %s in the %s calendar, when written, then it is %s', (date, granularity, calendar, key) => {
    expect(olderKeyOf(date, granularity, calendar)).toBe(key);
  });

  it('given any date from 2000 to 2100, when written in the Persian calendar, then it is as Intl has it', () => {
    const dates = datesBetween('2000-01-01', '2101-01-02');
    const written = dates.map((date) => olderKeyOf(date, 'day', 'persian').replaceAll('/', '-'));
    expect(written).toEqual(dates.map(persianDate));
    expect(dates.map((date) => olderKeyOf(date, 'month', 'persian'))).toEqual(
      written.map((date) => date.replace('-', '/').slice(0, '1403/04'.length)),
    );
  });
});

describe('ISO weeks', () => {
  // First days of the weeks around new years, from the calendars on walls.
  it.each([
    ['2000/W01', '2000-01-03'],
    ['2004/W53', '2004-12-27'],
    ['2005/W01', '2005-01-03'],
    ['2005/W52', '2005-12-26'],
    ['2007/W01', '2007-01-01'],
    ['2009/W01', '2008-12-29'],
    ['2009/W53', '2009-12-28'],
    ['2010/W01', '2010-01-04'],
    ['2015/W53', '2015-12-28'],
    ['2020/W01', '2019-12-30'],
    ['2020/W53', '2020-12-28'],
    ['2021/W01', '2021-01-04'],
    ['2025/W01', '2024-12-30'],
    ['2026/W01', '2025-12-29'],
    ['2026/W53', '2026-12-28'],
    ['2027/W01', '2027-01-04'],
  ])('given %s, when its seven days are written, then it is from %s', (key, monday) => {
    const rule = { granularity: 'week', calendar: 'gregorian', weekStart: 'monday' } as const;
    const days = datesBetween(monday, firstDayAfter(monday, rule));
    expect(days).toHaveLength(7);
    expect(days.map((day) => [olderKeyOf(day, 'week', 'gregorian'), firstDayOf(day, rule)])).toEqual(
      days.map(() => [key, monday]),
    );
  });
});
