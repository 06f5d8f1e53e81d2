/** RFC 3339 with an offset. Second 60 is not in it: a leap second has no place on a POSIX time line. */
const RFC_3339 =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/u;

const FROM = Date.UTC(2000, 0, 1);
const UNTIL = Date.UTC(2101, 0, 1);
const MINUTE = 60_000;

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const FRACTION_AT = '2026-03-29T01:30:00'.length;
const MICROSECOND_DIGITS = 6;
const ZERO = '0'.charCodeAt(0);

/**
 * An instant in canonical form, UTC and trimmed: `2026-03-29T01:30:00Z`, `2026-03-29T01:30:00.123456Z`.
 * Digits past the microsecond are cut off: that is what PostgreSQL keeps. Undefined unless it is RFC 3339
 * with an offset, a date that exists, and from 2000 up to 2100 (in UTC). Equal instants give equal text.
 */
export function parseInstant(text: unknown): string | undefined {
  if (typeof text !== 'string' || !RFC_3339.test(text)) return undefined;
  const year = numberAt(text, 0, 4);
  // An offset moves an instant by less than a day. Date.UTC would take the years 0 to 99 for 1900 to 1999.
  if (year < 1999 || year > 2101) return undefined;
  const month = numberAt(text, 5, 7);
  const day = numberAt(text, 8, 10);
  if (day > daysIn(year, month)) return undefined;

  const local = Date.UTC(year, month - 1, day, numberAt(text, 11, 13), numberAt(text, 14, 16), numberAt(text, 17, 19));
  const instant = local - offsetMinutes(text) * MINUTE;
  if (instant < FROM || instant >= UNTIL) return undefined;
  return `${new Date(instant).toISOString().slice(0, FRACTION_AT)}${microseconds(text)}Z`;
}

/** Whether two instants that were written by us, so in UTC, are the same one. */
export function isSameInstant(one: string, other: string): boolean {
  if (one === other) return true;
  const canonical = parseInstant(one);
  return canonical !== undefined && canonical === parseInstant(other);
}

/** Digit by digit: the shape is known by now, so nothing needs to be sliced out and parsed. */
function numberAt(text: string, from: number, until: number): number {
  let value = 0;
  for (let at = from; at < until; at += 1) value = value * 10 + text.charCodeAt(at) - ZERO;
  return value;
}

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0);
}

function offsetMinutes(text: string): number {
  if (isZulu(text)) return 0;
  const end = text.length;
  const minutes = numberAt(text, end - 5, end - 3) * 60 + numberAt(text, end - 2, end);
  return text[end - 6] === '-' ? -minutes : minutes;
}

/** `.123456` without trailing zeros, or nothing. */
function microseconds(text: string): string {
  if (text[FRACTION_AT] !== '.') return '';
  const zone = text.length - (isZulu(text) ? 1 : '+hh:mm'.length);
  let end = Math.min(zone, FRACTION_AT + 1 + MICROSECOND_DIGITS);
  while (text[end - 1] === '0') end -= 1;
  return text[end - 1] === '.' ? '' : text.slice(FRACTION_AT, end);
}

function isZulu(text: string): boolean {
  const last = text[text.length - 1];
  return last === 'Z' || last === 'z';
}
