import { ZoneDays } from '@app/domain';
import { describe, expect, it } from '@jest/globals';

import { ZoneDates } from './zone-dates.js';

const QUARTER_MS = 15 * 60_000;

describe('ZoneDates', () => {
  it.each([
    ['UTC', '2026-03-29T23:59:59.999Z', '2026-03-29'],
    ['Asia/Tehran', '2026-03-29T20:29:59Z', '2026-03-29'],
    ['Asia/Tehran', '2026-03-29T20:30:00Z', '2026-03-30'],
    // A day of 23 hours.
    ['Europe/Berlin', '2026-03-29T21:59:59Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
    // No midnight: the day begins at one.
    ['Africa/Cairo', '2026-04-23T22:00:00Z', '2026-04-24'],
    // Clocks went back from 00:01 to 23:01: the day had begun.
    ['America/St_Johns', '2010-11-07T02:29:00Z', '2010-11-06'],
    ['America/St_Johns', '2010-11-07T02:45:00Z', '2010-11-07'],
  ])('given the zone %s, when it is %s, then the day is %s', (zone, instant, date) => {
    expect(new ZoneDates(zone).dateOf(Date.parse(instant))).toBe(date);
  });

  it.each(['Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns', 'Pacific/Apia'])(
    "given every quarter of an hour of %s for a year, when compared with the read model's days, then both agree",
    (zone) => {
      const [dates, days] = [new ZoneDates(zone), new ZoneDays(zone)];
      const from = Date.UTC(2011, 0, 1);
      for (let at = from; at < from + 365 * 86_400_000; at += QUARTER_MS) {
        if (dates.dateOf(at) !== days.dayOf(at)) throw new Error(new Date(at).toISOString());
      }
    },
  );
});
