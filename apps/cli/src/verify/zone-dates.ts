import { Temporal } from 'temporal-polyfill/full';

const QUARTER_MS = 15 * 60_000;

/**
 * Dates of instants in a zone, from Temporal alone: not by the code that the read model has them from. A day lasts from
 * its first midnight until the next day's; where clocks go back across midnight, the hour that comes twice is in the later one.
 */
export class ZoneDates {
  /** In every zone days begin on a quarter of an hour. */
  private readonly byQuarter = new Map<number, string>();

  constructor(private readonly timeZone: string) {}

  dateOf(epochMs: number): string {
    const quarter = Math.floor(epochMs / QUARTER_MS) * QUARTER_MS;
    let date = this.byQuarter.get(quarter);
    if (date === undefined) {
      date = this.dateAt(quarter);
      this.byQuarter.set(quarter, date);
    }
    return date;
  }

  private dateAt(epochMs: number): string {
    const instant = Temporal.Instant.fromEpochMilliseconds(epochMs);
    const shown = instant.toZonedDateTimeISO(this.timeZone).toPlainDate();
    const following = shown.add({ days: 1 });
    const { epochMilliseconds: end } = following.toZonedDateTime(this.timeZone);
    return (epochMs < end ? shown : following).toString();
  }
}
