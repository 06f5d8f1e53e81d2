import { Temporal } from 'temporal-polyfill/full';

import { DayStarts } from './day-starts.js';
import { dayNumberOf } from './iso-date.js';

const EPOCH = Temporal.Instant.fromEpochMilliseconds(0);

/** Zones that were asked for: at most as many as the runtime knows (some 600), as each has one spelling here. */
const dayStartsByZone = new Map<string, DayStarts>();

/** Whether the runtime knows the IANA zone, old names included, in exactly this spelling. An offset is no zone. */
export function isTimeZone(name: string): boolean {
  return dayStartsByZone.has(name) || (/^[A-Za-z]/u.test(name) && spellingOf(name) === name);
}

/** First instant of the ISO date's day in the zone, epoch milliseconds. Throws RangeError for an unknown zone. */
export function startOfDay(timeZone: string, date: string): number {
  return dayStartsOf(timeZone).startOf(dayNumberOf(date));
}

export function dayStartsOf(timeZone: string): DayStarts {
  const known = dayStartsByZone.get(timeZone);
  if (known !== undefined) return known;
  if (!isTimeZone(timeZone)) throw new RangeError(`unknown time zone ${JSON.stringify(timeZone)}`);
  const dayStarts = new DayStarts(timeZone);
  dayStartsByZone.set(timeZone, dayStarts);
  return dayStarts;
}

function spellingOf(name: string): string | undefined {
  try {
    return EPOCH.toZonedDateTimeISO(name).timeZoneId;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
