import { describe, expect, it } from '@jest/globals';

import { quarterOf } from './quarter.js';
import { isTimeZone, startOfDay } from './time-zone.js';
import { ZONES } from './zones.fixture.js';

describe('isTimeZone', () => {
  it.each([...ZONES, 'US/Eastern', 'Asia/Kolkata', 'Asia/Calcutta', 'Europe/Kyiv', 'Etc/GMT+5', 'Etc/UTC', 'GMT'])(
    'given %s, when asked, then it is a zone',
    (name) => {
      expect(isTimeZone(name)).toBe(true);
    },
  );

  it.each([
    '',
    ' ',
    'Z',
    '+03:30',
    '-08',
    'europe/berlin',
    'utc',
    ' UTC',
    'UTC\0',
    'Europe/Berlin\n',
    'Europe/Atlantis',
  ])('given %p, when asked, then it is none', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });

  it.each(['2026-03-29T00:00:00[UTC]', '\ud800', 'A'.repeat(60_000), 'Factory', '__proto__', 'constructor'])(
    'given %.40p, when asked, then it is none',
    (name) => {
      expect(isTimeZone(name)).toBe(false);
    },
  );
});

describe('startOfDay', () => {
  it.each([
    ['UTC', '2026-03-29', '2026-03-29T00:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['Asia/Kathmandu', '2026-03-29', '2026-03-28T18:15:00.000Z'],
    ['Asia/Tehran', '2024-06-24', '2024-06-23T20:30:00.000Z'],
    ['Pacific/Kiritimati', '2026-03-29', '2026-03-28T10:00:00.000Z'],
    ['Etc/GMT+12', '2026-03-29', '2026-03-29T12:00:00.000Z'],
    // Its clocks jump from 00:00 to 01:00: there is no midnight.
    ['America/Asuncion', '2023-10-01', '2023-10-01T04:00:00.000Z'],
    ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00.000Z'],
    ['Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00.000Z'],
    ['America/St_Johns', '2007-11-04', '2007-11-04T02:30:00.000Z'],
    ['UTC', '1990-06-01', '1990-06-01T00:00:00.000Z'],
  ])('given %s and %s, when it starts, then it is %s', (timeZone, date, start) => {
    expect(new Date(startOfDay(timeZone, date)).toISOString()).toBe(start);
    expect(new Date(startOfDay(timeZone, date)).toISOString()).toBe(start);
  });

  it('given an unknown zone, when a day starts, then it throws', () => {
    expect(() => startOfDay('+03:30', '2026-03-29')).toThrow(RangeError);
  });

  it('given an offset that is no quarter of an hour, as of long ago, when a day starts, then it throws', () => {
    expect(() => startOfDay('Africa/Monrovia', '1970-01-01')).toThrow('does not begin on a quarter of an hour');
  });
});

describe('quarterOf', () => {
  it.each([
    ['2026-03-29T00:59:59.999Z', '2026-03-29T00:45:00.000Z'],
    ['2026-03-29T01:00:00.000Z', '2026-03-29T01:00:00.000Z'],
    ['1969-12-31T23:59:59.999Z', '1969-12-31T23:45:00.000Z'],
  ])('given %s, when its quarter is asked for, then it starts at %s', (instant, quarter) => {
    expect(new Date(quarterOf(Date.parse(instant))).toISOString()).toBe(quarter);
  });
});
