import { describe, expect, it } from '@jest/globals';

import { timeOfDay } from './time-of-day.js';

describe('timeOfDay', () => {
  it.each([
    ['UTC', '2026-03-29', '21:00', '2026-03-29T21:00:00.000Z'],
    ['Asia/Tehran', '2026-03-29', '21:00', '2026-03-29T17:30:00.000Z'],
    ['Asia/Kathmandu', '2026-03-29', '00:00', '2026-03-28T18:15:00.000Z'],
  ])('given %s, when clocks show %s %s, then it is %s', (timeZone, date, at, instant) => {
    expect(new Date(timeOfDay(timeZone, date, at)).toISOString()).toBe(instant);
  });

  it.each([
    ['in a day of 23 hours', 'Europe/Berlin', '2026-03-29', '02:30', '2026-03-29T01:00:00.000Z'],
    ['at a midnight that there is not', 'Africa/Cairo', '2026-04-24', '00:30', '2026-04-23T22:00:00.000Z'],
    ['on a date that the zone skipped', 'Pacific/Apia', '2011-12-30', '21:00', '2011-12-30T10:00:00.000Z'],
  ])(
    'given a time %s, when asked for, then it is the instant at which clocks jump over it',
    (_, zone, date, at, jump) => {
      expect(new Date(timeOfDay(zone, date, at)).toISOString()).toBe(jump);
    },
  );

  it('given a day of 25 hours, when clocks show a time twice, then it is the first', () => {
    expect(new Date(timeOfDay('Europe/Berlin', '2026-10-25', '02:30')).toISOString()).toBe('2026-10-25T00:30:00.000Z');
  });

  it('given an unknown zone, when asked for, then it is refused', () => {
    expect(() => timeOfDay('Mars/Olympus', '2026-03-29', '21:00')).toThrow(RangeError);
  });
});
