import { type Bucket, type BucketRule, formatMinor, utcText } from '@app/domain';
import type { Dialect } from '@app/platform';

import type { ListMeta } from '../freshness/list-meta.js';
import { STATUS_WORDS } from '../transaction-status/transaction.response.js';
import type { BucketSums } from './add-up.js';
import { MEASURES, type Measure } from './bucket-tables.js';
import type { SummariesPage } from './find-summaries.js';

/** An amount is a decimal string with the currency's digits. */
export interface SumResponse {
  readonly count: number;
  readonly amount: string;
}

export type SummaryBucketResponse = {
  /** `2026-03-29`, `2026-W13`, `2026-03`: of the whole day, week or month. */
  readonly key: string;
  /** RFC 3339 UTC, half-open. */
  readonly start: string;
  readonly end: string;
  readonly hours: number;
  readonly currency: string;
  // Undefined, and so not in the JSON, when not asked for.
} & Readonly<Record<Measure, SumResponse | undefined>>;

/** `GET /v1/summaries`. */
export interface SummariesResponse {
  /** Oldest first, then by currency; those without transactions are left out. */
  readonly buckets: readonly SummaryBucketResponse[];
  readonly meta: ListMeta & { readonly time_zone: string; readonly week_start: string; readonly calendar: string };
  readonly next_cursor: string | null;
}

export function summariesResponse(
  { timeZone, sums }: SummariesPage,
  { measures, rule }: { readonly measures: readonly Measure[]; readonly rule: BucketRule },
  meta: ListMeta,
  nextCursor: string | undefined,
): SummariesResponse {
  return {
    buckets: sums
      .filter((row) => measures.some((measure) => row.sums[measure].count > 0))
      .map((row) => bucketResponse(row, measures)),
    meta: { ...meta, time_zone: timeZone, week_start: rule.weekStart, calendar: rule.calendar },
    next_cursor: nextCursor ?? null,
  };
}

/** What `status` may say: the measures, and the dialect's words for outcomes. */
export function measureWordsOf(dialect: Dialect): ReadonlyMap<string, Measure> {
  const words = new Map<string, Measure>(MEASURES.map((measure) => [measure, measure]));
  for (const [word, status] of STATUS_WORDS[dialect]) {
    if (status === 'PROCESSED') words.set(word, 'processed');
    if (status === 'FAILED') words.set(word, 'failed');
  }
  return words;
}

function bucketResponse(
  { key: bucket, currency, exponent, sums }: BucketSums<Bucket>,
  measures: readonly Measure[],
): SummaryBucketResponse {
  const sumOf = (measure: Measure): SumResponse | undefined => {
    if (!measures.includes(measure)) return undefined;
    const { count, minor } = sums[measure];
    return { count, amount: formatMinor(minor, exponent) };
  };
  // Of one shape, whatever was asked for: objects that are given their properties one by one take four times the memory.
  return {
    key: bucket.key,
    start: utcText(bucket.start),
    end: utcText(bucket.end),
    hours: bucket.hours,
    currency,
    received: sumOf('received'),
    processed: sumOf('processed'),
    failed: sumOf('failed'),
  };
}
