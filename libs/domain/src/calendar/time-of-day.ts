import { Temporal } from 'temporal-polyfill/full';

/**
 * The first instant at which a zone's clocks show a time of a date or, when they jump over it, the instant of the jump;
 * epoch milliseconds. A date that the zone skipped gives the instant at which the next one starts.
 *
 * @param at `HH:MM`
 */
export function timeOfDay(timeZone: string, date: string, at: string): number {
  const shown = Temporal.PlainDateTime.from(`${date}T${at}`);
  const earlier = shown.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (earlier.toPlainDateTime().equals(shown)) return earlier.epochMilliseconds;
  const jump = earlier.getTimeZoneTransition('next');
  if (jump === null) throw new RangeError(`${timeZone} never shows ${date} ${at}`);
  return jump.epochMilliseconds;
}
