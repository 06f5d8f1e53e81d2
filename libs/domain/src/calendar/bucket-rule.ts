import { CALENDAR_BY_NAME, type CalendarName } from './calendars.js';
import { type DayNumber, dayNumberOf, isoDateOf } from './iso-date.js';

export const GRANULARITIES = ['day', 'week', 'month'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

export const WEEK_STARTS = ['monday', 'sunday', 'saturday'] as const;
export type WeekStart = (typeof WEEK_STARTS)[number];

/** How days are put together. The week's first day matters for weeks only. */
export interface BucketRule {
  readonly granularity: Granularity;
  readonly calendar: CalendarName;
  readonly weekStart: WeekStart;
}

/** Day numbers that were such a day: 1970-01-01 was a Thursday. */
const A_WEEK_START: Readonly<Record<WeekStart, DayNumber>> = { saturday: 2, sunday: 3, monday: 4 };

/** First ISO date of the bucket in which an ISO date lies. */
export function firstDayOf(date: string, rule: BucketRule): string {
  return isoDateOf(bucketAround(dayNumberOf(date), rule).first);
}

/** First ISO date of the bucket after the one in which an ISO date lies. */
export function firstDayAfter(date: string, rule: BucketRule): string {
  return isoDateOf(bucketAround(dayNumberOf(date), rule).next);
}

/** The first day of the bucket in which a day lies, and that of the next bucket. */
export function bucketAround(day: DayNumber, rule: BucketRule): { first: DayNumber; next: DayNumber } {
  switch (rule.granularity) {
    case 'day':
      return { first: day, next: day + 1 };
    case 'week': {
      const first = weekStartOf(day, rule.weekStart);
      return { first, next: first + 7 };
    }
    case 'month': {
      const calendar = CALENDAR_BY_NAME[rule.calendar];
      const { year, month } = calendar.dateOf(day);
      return { first: calendar.firstOfMonth(year, month), next: calendar.firstOfMonth(year, month + 1) };
    }
  }
}

export function weekStartOf(day: DayNumber, weekStart: WeekStart): DayNumber {
  const first = A_WEEK_START[weekStart];
  return first + Math.floor((day - first) / 7) * 7;
}
