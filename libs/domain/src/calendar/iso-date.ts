/**
 * A date counted in days since 1970-01-01, without a zone: what calendars and weeks reckon with. Outside of this
 * folder dates are ISO text.
 */
export type DayNumber = number;

export const DAY_MS = 86_400_000;
const SECOND_MS = 1_000;

const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/u;
/** ISO text of an instant begins with its date in UTC. */
export const DATE_LENGTH = '2026-03-29'.length;

/** Date takes a microsecond for a text, and a year of days is some thousand. A hundred years is all there is to remember. */
const isoDates = new Map<DayNumber, string>();
/** By second of the day: buckets begin at a few of them only. */
const times = new Map<number, string>();

/** Events are from 2000 to 2100; the day after may end a half-open range. */
const FIRST = '2000-01-01';
const LAST = '2101-01-01';

/** The text itself if it is a real date from 2000-01-01 up to 2101-01-01, written `YYYY-MM-DD`; else undefined. */
export function parseDate(text: string): string | undefined {
  if (!ISO_DATE.test(text) || text < FIRST || text > LAST) return undefined;
  const day = dayNumberOf(text);
  // Date takes 2026-02-30 for the second of March, and 2026-13-01 for no date at all.
  return !Number.isNaN(day) && isoDateOf(day) === text ? text : undefined;
}

export function dayNumberOf(date: string): DayNumber {
  return Date.parse(date) / DAY_MS;
}

export function isoDateOf(day: DayNumber): string {
  let date = isoDates.get(day);
  if (date === undefined) {
    date = new Date(day * DAY_MS).toISOString().slice(0, DATE_LENGTH);
    isoDates.set(day, date);
  }
  return date;
}

/** RFC 3339 UTC to the second: `2026-03-29T01:30:00Z`. */
export function utcText(epochMs: number): string {
  const day = Math.floor(epochMs / DAY_MS);
  return `${isoDateOf(day)}T${timeOf(Math.floor((epochMs - day * DAY_MS) / SECOND_MS))}Z`;
}

function timeOf(seconds: number): string {
  let time = times.get(seconds);
  if (time === undefined) {
    const parts = [seconds / 3_600, (seconds / 60) % 60, seconds % 60];
    time = parts.map((it) => String(Math.floor(it)).padStart(2, '0')).join(':');
    times.set(seconds, time);
  }
  return time;
}
