import { Temporal } from 'temporal-polyfill/full';

import { DAY_MS, type DayNumber, dayNumberOf } from './iso-date.js';

export const CALENDARS = ['gregorian', 'persian'] as const;
export type CalendarName = (typeof CALENDARS)[number];

/** Months and days count from 1. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export interface Calendar {
  dateOf(day: DayNumber): CalendarDate;
  /** Month 13 is the first month of the next year. */
  firstOfMonth(year: number, month: number): DayNumber;
}

const GREGORIAN: Calendar = {
  dateOf(day) {
    const date = new Date(day * DAY_MS);
    return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
  },
  firstOfMonth: (year, month) => Date.UTC(year, month - 1) / DAY_MS,
};

/** Six months of 31 days, then months of 30; the last has what is left of the year, 29 or 30. */
const PERSIAN: Calendar = {
  dateOf(day) {
    const guess = GREGORIAN.dateOf(day).year - 621;
    const year = day < persianNewYear(guess) ? guess - 1 : guess;
    const dayOfYear = day - persianNewYear(year);
    const month = dayOfYear < 186 ? Math.floor(dayOfYear / 31) + 1 : Math.floor((dayOfYear - 186) / 30) + 7;
    return { year, month, day: day - PERSIAN.firstOfMonth(year, month) + 1 };
  },
  firstOfMonth(year, month) {
    if (month === 13) return persianNewYear(year + 1);
    return persianNewYear(year) + 30 * (month - 1) + Math.min(month - 1, 6);
  },
};

export const CALENDAR_BY_NAME: Readonly<Record<CalendarName, Calendar>> = { gregorian: GREGORIAN, persian: PERSIAN };

const persianNewYears = new Map<number, DayNumber>();

/** Which years are leap years is Temporal's to know. A hundred years is all there is to remember. */
function persianNewYear(year: number): DayNumber {
  let day = persianNewYears.get(year);
  if (day === undefined) {
    const date = Temporal.PlainDate.from({ calendar: 'persian', year, month: 1, day: 1 });
    day = dayNumberOf(date.withCalendar('iso8601').toString());
    persianNewYears.set(year, day);
  }
  return day;
}
