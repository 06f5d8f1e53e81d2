import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { dueDay } from './due-day.js';
import { timeOfDay } from './time-of-day.js';
import { datesToTest, plusDays, SEED, startByTemporal } from './zones.fixture.js';

const TIMES = ['00:00', '00:30', '02:30', '12:00', '21:00', '23:30', '23:59'];
const ZONE_DATES = datesToTest(4);
const DAY_MS = 86_400_000;

/** What clocks show, without Temporal: `2026-03-29 21:00:00`. */
function wallTime(timeZone: string): (epochMs: number) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (epochMs) => format.format(epochMs);
}

describe(`times of day in every zone of the runtime (seed ${String(SEED)})`, () => {
  it('given dates on which clocks change, when a time of day comes, then clocks show it or jump over it, for the first time', () => {
    const wrong: string[] = [];
    for (const [timeZone, dates] of ZONE_DATES) {
      const wall = wallTime(timeZone);
      for (const date of dates) {
        for (const at of TIMES) {
          const instant = timeOfDay(timeZone, date, at);
          const isFirst = wall(instant) >= `${date} ${at}:00` && wall(instant - 1) < `${date} ${at}:00`;
          const isInDay =
            instant >= startByTemporal(timeZone, date) && instant <= startByTemporal(timeZone, plusDays(date, 1));
          if (!isFirst || !isInDay) wrong.push(`${timeZone} ${date} ${at}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('given somebody who looks now and then, when days pass, then each day is done once, when it is due, or is named as missed', () => {
    const pauses = fc.array(fc.integer({ min: 60_000, max: 2.5 * DAY_MS }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.constantFrom(...ZONE_DATES), fc.constantFrom(...TIMES), pauses, ([timeZone, dates], at, steps) => {
        const first = dates[0] ?? '2026-03-29';
        const since = startByTemporal(timeZone, plusDays(first, -2));
        let now = since;
        let lastDay: string | undefined;
        const told: string[] = [];
        for (const step of steps) {
          now += step;
          const due = dueDay({ timeZone, at, since, lastDay }, now);
          if (due === undefined) continue;
          expect(due.dueAt).toBeLessThanOrEqual(now);
          expect(timeOfDay(timeZone, plusDays(due.day, 1), at)).toBeGreaterThan(now);
          told.push(...due.missed, due.day);
          lastDay = due.day;
        }
        const expected: string[] = [];
        for (let day = plusDays(first, -3); timeOfDay(timeZone, day, at) <= now; day = plusDays(day, 1)) {
          if (timeOfDay(timeZone, day, at) > since) expected.push(day);
        }
        expect(told).toEqual(expected);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
});
