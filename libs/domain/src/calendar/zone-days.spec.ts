import { describe, expect, it } from '@jest/globals';

import { ZoneDays } from './zone-days.js';

describe('ZoneDays', () => {
  it.each([
    ['UTC', '2026-03-29T00:00:00Z', '2026-03-29'],
    ['UTC', '2026-03-28T23:59:59.999999Z', '2026-03-28'],
    ['Europe/Berlin', '2026-03-28T22:59:59.999999Z', '2026-03-28'],
    ['Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T21:59:59.9Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['Asia/Kathmandu', '2026-03-28T18:14:59.999Z', '2026-03-28'],
    ['Asia/Kathmandu', '2026-03-28T18:15:00.000Z', '2026-03-29'],
    ['Asia/Tehran', '2024-06-23T20:30:00Z', '2024-06-24'],
    ['America/New_York', '2000-01-01T00:00:00Z', '1999-12-31'],
    ['Asia/Tokyo', '2100-12-31T23:59:59.999999Z', '2101-01-01'],
  ])('given %s and %s, when the day is asked for, then it is %s', (timeZone, instant, day) => {
    expect(new ZoneDays(timeZone).dayOf(instant)).toBe(day);
    expect(new ZoneDays(timeZone).dayOf(Date.parse(instant))).toBe(day);
  });

  it('given a date that Samoa skipped, when instants around it are asked for, then none has it', () => {
    const days = new ZoneDays('Pacific/Apia');
    expect(days.dayOf('2011-12-30T09:59:59.999999Z')).toBe('2011-12-29');
    expect(days.dayOf('2011-12-30T10:00:00Z')).toBe('2011-12-31');
  });

  it("given St. John's clocks going back across midnight, when the day is asked for, then it does not go back", () => {
    const days = new ZoneDays('America/St_Johns');
    expect(days.dayOf('2007-11-04T02:29:59Z')).toBe('2007-11-03');
    expect(days.dayOf('2007-11-04T02:30:00Z')).toBe('2007-11-04');
    // From 00:01 to 23:01: clocks show the third of November once more.
    expect(days.dayOf('2007-11-04T02:45:00Z')).toBe('2007-11-04');
    expect(days.dayOf('2007-11-05T03:29:59Z')).toBe('2007-11-04');
    expect(days.dayOf('2007-11-05T03:30:00Z')).toBe('2007-11-05');
  });

  it('given an unknown zone, when made, then it throws', () => {
    expect(() => new ZoneDays('Europe/Atlantis')).toThrow('unknown time zone "Europe/Atlantis"');
  });

  it('given what is no instant, when its day is asked for, then it throws', () => {
    const days = new ZoneDays('Europe/Berlin');
    days.dayOf('2026-03-29T00:00:00Z');
    expect(() => days.dayOf('yesterday')).toThrow(RangeError);
  });
});
