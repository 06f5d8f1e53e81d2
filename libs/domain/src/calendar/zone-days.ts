import type { DayStarts } from './day-starts.js';
import { DATE_LENGTH, DAY_MS, isoDateOf } from './iso-date.js';
import { dayStartsOf } from './time-zone.js';

/**
 * The days of instants in one zone, for every event of a log: neighbours mostly share their day, so the last one is
 * kept, and any other is found by comparing numbers. Throws RangeError for an unknown zone.
 */
export class ZoneDays {
  private readonly dayStarts: DayStarts;
  private readonly isUtc: boolean;
  private date = '';
  private start = 0;
  private end = 0;

  constructor(timeZone: string) {
    this.dayStarts = dayStartsOf(timeZone);
    this.isUtc = timeZone === 'UTC';
  }

  /**
   * ISO date of the day of an instant, given as events carry it (`2026-03-29T00:59:59.999Z`) or in epoch milliseconds.
   * Not always the date that clocks showed: in St. John's they went back across midnight until 2011.
   */
  dayOf(instant: string | number): string {
    if (this.isUtc && typeof instant === 'string') return instant.slice(0, DATE_LENGTH);
    const epochMs = typeof instant === 'string' ? Date.parse(instant) : instant;
    const isSameDay = epochMs >= this.start && epochMs < this.end;
    if (!isSameDay) this.turnTo(epochMs);
    return this.date;
  }

  /** A day starts less than 24 hours from its date's midnight in UTC, so this is the UTC day or one next to it. */
  private turnTo(epochMs: number): void {
    let day = Math.floor(epochMs / DAY_MS);
    if (epochMs < this.dayStarts.startOf(day)) day -= 1;
    else if (epochMs >= this.dayStarts.startOf(day + 1)) day += 1;
    this.date = isoDateOf(day);
    this.start = this.dayStarts.startOf(day);
    this.end = this.dayStarts.startOf(day + 1);
  }
}
