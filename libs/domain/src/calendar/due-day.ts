import { dayNumberOf, isoDateOf } from './iso-date.js';
import { timeOfDay } from './time-of-day.js';
import { ZoneDays } from './zone-days.js';

/** What is to be done once a day of a zone, at a time of day. */
export interface DailyPlan {
  readonly timeZone: string;
  /** `HH:MM`. */
  readonly at: string;
  /** Since when there is this plan, epoch milliseconds: what was due until then is none of its business. */
  readonly since: number;
  /** ISO date of the last day for which it was done. */
  readonly lastDay: string | undefined;
}

export interface DueDay {
  /** ISO date. */
  readonly day: string;
  /** When it was due, epoch milliseconds. */
  readonly dueAt: number;
  /** Days before it that were due too and are too old now, oldest first. */
  readonly missed: readonly string[];
}

/** The latest day that is due and not done; however long nothing was done, it is only one. */
export function dueDay({ timeZone, at, since, lastDay }: DailyPlan, now: number): DueDay | undefined {
  const isOpen = (day: string): boolean =>
    (lastDay === undefined || day > lastDay) && timeOfDay(timeZone, day, at) > since;
  const today = new ZoneDays(timeZone).dayOf(now);
  const day = timeOfDay(timeZone, today, at) <= now ? today : dayBefore(today);
  if (!isOpen(day)) return undefined;
  const missed: string[] = [];
  for (let before = dayBefore(day); isOpen(before); before = dayBefore(before)) missed.unshift(before);
  return { day, dueAt: timeOfDay(timeZone, day, at), missed };
}

function dayBefore(date: string): string {
  return isoDateOf(dayNumberOf(date) - 1);
}
