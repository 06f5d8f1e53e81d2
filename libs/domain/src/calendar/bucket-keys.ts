import { type BucketRule, bucketAround, type Granularity, type WeekStart, weekStartOf } from './bucket-rule.js';
import { type Calendar, CALENDAR_BY_NAME, type CalendarName } from './calendars.js';
import { type DayNumber, dayNumberOf } from './iso-date.js';

/** The older route has no choice of the week's first day: its weeks begin with the calendar's. */
export const OLDER_WEEK_START: Readonly<Record<CalendarName, WeekStart>> = { gregorian: 'monday', persian: 'saturday' };

/**
 * Key in the older route of the bucket in which an ISO date lies, in the calendar's numbers: `1403/04/04`, `1403/04`;
 * a week is `2026/W13` (ISO 8601) or, in the Persian calendar, its first day.
 */
export function olderKeyOf(date: string, granularity: Granularity, calendar: CalendarName): string {
  return keyOf(dayNumberOf(date), { granularity, calendar, weekStart: OLDER_WEEK_START[calendar] }, '/');
}

/** `2026-03-29`, `2026-W13`, `2026-03`, in the calendar's numbers; weeks that ISO 8601 has no number for are their first day. */
export function keyOf(day: DayNumber, rule: BucketRule, separator: '-' | '/'): string {
  const isIsoWeek = rule.granularity === 'week' && rule.calendar === 'gregorian' && rule.weekStart === 'monday';
  const parts = isIsoWeek
    ? isoWeekParts(day)
    : dateParts(bucketAround(day, rule).first, CALENDAR_BY_NAME[rule.calendar]);
  return parts.slice(0, rule.granularity === 'month' ? 2 : 3).join(separator);
}

function dateParts(first: DayNumber, calendar: Calendar): string[] {
  const { year, month, day } = calendar.dateOf(first);
  return [String(year), twoDigits(month), twoDigits(day)];
}

/** A week is of the year in which its Thursday lies, and counts from the first Thursday. */
function isoWeekParts(day: DayNumber): string[] {
  const thursday = weekStartOf(day, 'monday') + 3;
  const { year } = CALENDAR_BY_NAME.gregorian.dateOf(thursday);
  const week = Math.floor((thursday - CALENDAR_BY_NAME.gregorian.firstOfMonth(year, 1)) / 7) + 1;
  return [String(year), `W${twoDigits(week)}`];
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
