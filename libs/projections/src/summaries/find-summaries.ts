import type { DatabaseTransaction } from '@app/database';
import { type Bucket, type BucketRange, type BucketRule, bucketsOf, firstDayAfter, firstDayOf } from '@app/domain';

import type { Generation } from '../generations/generation.js';
import { addUp, type BucketSums } from './add-up.js';
import { otherDays, reportingDays, type BucketSource } from './bucket-source.js';
import type { Subject } from './stored-sums.js';

/** Buckets of a page, those without transactions included: a year of days. */
const PAGE = 366;

/** What is asked for. */
export interface SummariesRequest {
  readonly subject: Subject;
  readonly rule: BucketRule;
  /** ISO dates of the zone, half-open; they clip the buckets at the ends. Undefined is as far as there is anything. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Undefined is the reporting zone. */
  readonly timeZone: string | undefined;
}

export interface SummariesPage {
  readonly timeZone: string;
  /** Oldest first, then by currency. */
  readonly sums: readonly BucketSums<Bucket>[];
  /** First date of the next page; undefined on the last one. */
  readonly next: string | undefined;
}

/** The first page of a request. It begins with the first bucket that has transactions, however early `from` is. */
export async function findSummaries(
  transaction: DatabaseTransaction,
  { schema, reportingZone }: Generation,
  { subject, rule, from, to, timeZone = reportingZone }: SummariesRequest,
): Promise<SummariesPage> {
  const stored = { transaction, schema, subject };
  const source = timeZone === reportingZone ? reportingDays(stored) : otherDays(stored, timeZone);
  const page = await firstPage(source, { ...rule, from, to, timeZone });
  const sums = page.buckets.length === 0 ? [] : addUp(await source.sums(page.buckets));
  return { timeZone, sums, next: page.next };
}

type AskedRange = Omit<BucketRange, 'from' | 'to'> & Pick<SummariesRequest, 'from' | 'to'>;

/** What is longer than a page, or has no end, begins and ends where there are rows; that much need not be asked else. */
async function firstPage(source: BucketSource, { from, to, ...rule }: AskedRange): Promise<BucketPage> {
  if (from !== undefined && to !== undefined) {
    const whole = pageOf(bucketsOf({ ...rule, from, to }));
    if (whole.next === undefined) return whole;
  }
  const extent = await source.extent({ from, to });
  if (extent === undefined) return { buckets: [], next: undefined };
  return pageOf(
    bucketsOf({
      ...rule,
      from: later(firstDayOf(extent.first, rule), from),
      to: earlier(firstDayAfter(extent.last, rule), to),
    }),
  );
}

interface BucketPage {
  readonly buckets: readonly Bucket[];
  readonly next: string | undefined;
}

function pageOf(buckets: Iterable<Bucket>): BucketPage {
  const page: Bucket[] = [];
  for (const bucket of buckets) {
    if (page.length === PAGE) return { buckets: page, next: bucket.from };
    page.push(bucket);
  }
  return { buckets: page, next: undefined };
}

function later(date: string, than: string | undefined): string {
  return than !== undefined && than > date ? than : date;
}

function earlier(date: string, than: string | undefined): string {
  return than !== undefined && than < date ? than : date;
}
