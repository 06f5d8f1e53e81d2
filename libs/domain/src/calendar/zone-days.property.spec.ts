import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { QUARTER_MS, quarterOf } from './quarter.js';
import { startOfDay } from './time-zone.js';
import { ZoneDays } from './zone-days.js';
import {
  datesBetween,
  datesToTest,
  daysByTemporal,
  offsetsOf,
  plusDays,
  SEED,
  startByTemporal,
  ZONES,
} from './zones.fixture.js';

const ZONE_DATES = datesToTest(6);

/** The date that clocks show, without Temporal. */
function wallDate(timeZone: string): (epochMs: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return (epochMs) => format.format(epochMs);
}

describe(`the days of every zone of the runtime (seed ${String(SEED)})`, () => {
  it('given each change of the clocks from 2000 to 2100, when days around it start, then it is on a quarter of an hour', () => {
    const wrong: string[] = [];
    for (const timeZone of ZONES) {
      for (const { date, offset } of offsetsOf(timeZone, 2000, 2100)) {
        // Between two changes days start at the same time of day, so the offset speaks for all of them.
        if (offset % 15 !== 0) wrong.push(`${timeZone} ${date} ${String(offset)}`);
        for (const day of datesBetween(plusDays(date, -1), plusDays(date, 3))) {
          const start = startByTemporal(timeZone, day);
          if (quarterOf(start) !== start || startOfDay(timeZone, day) !== start) wrong.push(`${timeZone} ${day}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('given a day, when it starts, then clocks show an earlier date just before it only', () => {
    const wrong: string[] = [];
    for (const [timeZone, days] of ZONE_DATES) {
      const dateAt = wallDate(timeZone);
      for (const date of days.flatMap((day) => [plusDays(day, -1), day, plusDays(day, 1)])) {
        const start = startOfDay(timeZone, date);
        if (dateAt(start - 1) >= date || dateAt(start) < date) wrong.push(`${timeZone} ${date}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('given every quarter of an hour around changes of the clocks, when its day is asked for, then the day contains it', () => {
    const wrong: string[] = [];
    for (const [timeZone, days] of ZONE_DATES) {
      const zoneDays = new ZoneDays(timeZone);
      for (const date of days) {
        const { dates, starts } = daysByTemporal(timeZone, plusDays(date, -2), plusDays(date, 3));
        dates.forEach((day, index) => {
          const end = starts[index + 1] ?? 0;
          for (let quarter = starts[index] ?? 0; quarter < end; quarter += QUARTER_MS) {
            const last = new Date(quarter + QUARTER_MS - 1).toISOString().replace('Z', '999Z');
            if (zoneDays.dayOf(quarter) !== day || zoneDays.dayOf(last) !== day) wrong.push(`${timeZone} ${last}`);
          }
        });
      }
    }
    expect(wrong).toEqual([]);
  });

  it('given instants in any order, when their days are asked for, then each is in its day', () => {
    const instants = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2101, 0) - 1 });
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), fc.array(instants, { maxLength: 5 }), (timeZone, order) => {
        const zoneDays = new ZoneDays(timeZone);
        for (const instant of [...order, ...order]) {
          const day = zoneDays.dayOf(instant);
          expect(zoneDays.dayOf(new Date(instant).toISOString())).toBe(day);
          expect(startByTemporal(timeZone, day)).toBeLessThanOrEqual(instant);
          expect(startByTemporal(timeZone, plusDays(day, 1))).toBeGreaterThan(instant);
        }
      }),
      { seed: SEED, numRuns: 1_000 },
    );
  });
});
