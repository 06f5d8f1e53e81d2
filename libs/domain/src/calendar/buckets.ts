import { keyOf } from './bucket-keys.js';
import { bucketAround, type BucketRule } from './bucket-rule.js';
import { dayNumberOf, isoDateOf } from './iso-date.js';
import { dayStartsOf } from './time-zone.js';

const HOUR_MS = 3_600_000;

/** Days from one ISO date up to, not including, another, in a zone. */
export interface BucketRange extends BucketRule {
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
}

/** A day, week or month, as far as it lies in the range that was asked for; the key is the whole one's. */
export interface Bucket {
  readonly key: string;
  /** First ISO date, in the Gregorian calendar whatever the key's. */
  readonly from: string;
  /** ISO date after the last. */
  readonly to: string;
  /** First instant of `from` in the zone, epoch milliseconds. */
  readonly start: number;
  /** First instant of `to`, where the next bucket starts. */
  readonly end: number;
  /** 23 or 25 for a day on which the clocks change by an hour. */
  readonly hours: number;
}

/**
 * The buckets of a range, oldest first and without a gap. A date that the zone skipped (Samoa's 2011-12-30) has no
 * instant and gets no bucket. Throws RangeError for an unknown zone.
 */
export function* bucketsOf(range: BucketRange): Generator<Bucket, void> {
  const dayStarts = dayStartsOf(range.timeZone);
  const until = dayNumberOf(range.to);
  let first = dayNumberOf(range.from);
  while (first < until) {
    const next = Math.min(bucketAround(first, range).next, until);
    const start = dayStarts.startOf(first);
    const end = dayStarts.startOf(next);
    if (end > start) {
      const key = keyOf(first, range, '-');
      yield { key, from: isoDateOf(first), to: isoDateOf(next), start, end, hours: (end - start) / HOUR_MS };
    }
    first = next;
  }
}
