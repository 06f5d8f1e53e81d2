import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill/full';

/** Of everything that is drawn here and in the specs. */
export const SEED = 20_260_329;

/** Every zone of the runtime. Its list holds no old names (US/Eastern), which have the same days, and no UTC. */
export const ZONES: readonly string[] = [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])];

/** Offsets of a zone in minutes, and the dates on which its clocks change to them; the first is what they show at first. */
export function offsetsOf(timeZone: string, fromYear: number, toYear: number): { date: string; offset: number }[] {
  const offsets = [];
  let at: Temporal.ZonedDateTime | null = Temporal.PlainDate.from(`${String(fromYear)}-01-01`).toZonedDateTime(
    timeZone,
  );
  while (at !== null && at.year <= toYear) {
    offsets.push({ date: at.toPlainDate().toString(), offset: at.offsetNanoseconds / 60e9 });
    at = at.getTimeZoneTransition('next');
  }
  return offsets;
}

/** First instant of a date in a zone, epoch milliseconds. */
export function startByTemporal(timeZone: string, date: string): number {
  return Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds;
}

/** Dates to look at in each zone: the last change of its clocks, `count` others (2000 to 2040), and days of any kind. */
export function datesToTest(count: number): [timeZone: string, dates: string[]][] {
  const anyDays = fc.sample(fc.integer({ min: 0, max: 36_000 }), { seed: SEED, numRuns: 2 });
  return ZONES.map((timeZone, index) => {
    const dates = offsetsOf(timeZone, 2000, 2040).map(({ date }) => date);
    const length = Math.min(count, dates.length);
    const some = fc.shuffledSubarray(dates, { minLength: length, maxLength: length });
    const drawn = fc.sample(some, { seed: SEED + index, numRuns: 1 }).flat();
    return [timeZone, [...drawn, ...dates.slice(-1), ...anyDays.map((days) => plusDays('2000-01-01', days))]];
  });
}

export function plusDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Dates from one up to, not including, another. */
export function datesBetween(from: string, to: string): string[] {
  const dates = [];
  for (let date = from; date < to; date = plusDays(date, 1)) dates.push(date);
  return dates;
}

/** Days of a zone by Temporal: `starts[i]` begins `dates[i]`, and the one after it ends it. */
export function daysByTemporal(timeZone: string, from: string, to: string): { dates: string[]; starts: number[] } {
  const dates = datesBetween(from, to);
  return { dates, starts: [...dates, to].map((date) => startByTemporal(timeZone, date)) };
}
