import { Temporal } from 'temporal-polyfill/full';

import { DAY_MS, type DayNumber, dayNumberOf, isoDateOf } from './iso-date.js';
import { QUARTER_MS } from './quarter.js';

/** What is remembered: the days of all events, with room for the ones that a zone has before and after. */
const FIRST_DAY = dayNumberOf('1999-12-01');
const DAYS = dayNumberOf('2101-02-01') - FIRST_DAY;
const UNKNOWN = -128;

/**
 * When the days of one zone begin, by Temporal: a day is from its date's first instant up to the next date's, whatever
 * the clocks show in between. Temporal takes 10 µs for an answer, so each is kept: as quarters of an hour from
 * midnight UTC, -56 to +48, so that a zone is 37 kB.
 */
export class DayStarts {
  private readonly shifts = new Int8Array(DAYS).fill(UNKNOWN);

  constructor(private readonly timeZone: string) {}

  /** Epoch milliseconds. A date that the zone skipped starts where the next one does. */
  startOf(day: DayNumber): number {
    let shift = this.shifts[day - FIRST_DAY];
    if (shift === undefined || shift === UNKNOWN) {
      shift = this.askFor(day);
      // Outside of the array this does nothing, and Temporal is asked again.
      this.shifts[day - FIRST_DAY] = shift;
    }
    return day * DAY_MS + shift * QUARTER_MS;
  }

  private askFor(day: DayNumber): number {
    const start = Temporal.PlainDate.from(isoDateOf(day)).toZonedDateTime(this.timeZone).epochMilliseconds;
    const shift = (start - day * DAY_MS) / QUARTER_MS;
    if (!Number.isInteger(shift)) {
      throw new RangeError(`${isoDateOf(day)} in ${this.timeZone} does not begin on a quarter of an hour`);
    }
    return shift;
  }
}
