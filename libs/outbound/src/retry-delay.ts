export interface RetryRhythm {
  /** Bound of the first wait; it doubles from one to the next. */
  readonly firstMs: number;
  readonly longestMs: number;
}

/** Spread added to a time that the service itself asked for. */
const SPREAD_MS = 1_000;
/** A service that asks for more patience than this is asked again anyway: it may have meant seconds as milliseconds. */
const LONGEST_RETRY_AFTER_MS = 3_600_000;

/**
 * Full jitter: anything up to a bound that doubles from the first to the longest. Or what the service asked for, and up
 * to a second more, so that not all come at once.
 *
 * @param attempt that has failed, from 1
 * @param random from 0 up to 1
 */
export function retryDelay(
  { firstMs, longestMs }: RetryRhythm,
  attempt: number,
  retryAfterMs: number | undefined,
  random: number,
): number {
  if (retryAfterMs !== undefined) return retryAfterMs + random * SPREAD_MS;
  return random * Math.min(firstMs * 2 ** (attempt - 1), longestMs);
}

/** Milliseconds of a Retry-After header (RFC 9110: seconds or a date); undefined when there is none or it says nothing. */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d{1,9}$/u.test(header.trim()) ? Number(header) * 1_000 : millisecondsUntil(header, now);
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_RETRY_AFTER_MS);
}

/** NaN unless it is a date as HTTP writes them: `Date.parse` takes nearly anything for one. */
function millisecondsUntil(date: string, now: number): number {
  return date.trim().endsWith(' GMT') ? Date.parse(date) - now : Number.NaN;
}
