import type { DatabaseTransaction } from '@app/database';
import { QUARTER_MS, startOfDay, ZoneDays, type Bucket } from '@app/domain';
import { sql } from 'kysely';

import { instantOf } from '../sql/instants.js';
import type { BucketSums } from './add-up.js';
import type { Unit } from './bucket-tables.js';
import { extentOf, rowsOf, sumsBy, typeOf, type Rows, type Subject, type UnitRange } from './stored-sums.js';

const HOUR_MS = 4 * QUARTER_MS;

/** Tables of one generation, and of whom they are asked. */
export interface Stored {
  readonly transaction: DatabaseTransaction;
  readonly schema: string;
  readonly subject: Subject;
}

/** Where the sums of one zone's days, weeks and months come from. */
export interface BucketSource {
  /** First and last ISO date in a range of such that has rows, to within an hour; undefined when none has. */
  readonly extent: (dates: UnitRange) => Promise<{ readonly first: string; readonly last: string } | undefined>;
  /** Buckets follow each other without a gap; those without rows are left out. */
  readonly sums: (buckets: readonly Bucket[]) => Promise<readonly BucketSums<Bucket>[]>;
}

/** Days of the reporting zone are stored as such. */
export function reportingDays({ transaction, schema, subject }: Stored): BucketSource {
  return {
    extent: (dates) => extentOf(transaction, rowsOf(schema, 'day', subject, dates)),
    sums: (buckets) => {
      const starts = buckets.map(({ from }) => from);
      const rows = rowsOf(schema, 'day', subject, { from: starts.at(0), to: buckets.at(-1)?.to });
      return sumsIn(transaction, buckets, { unit: 'day', starts, rows });
    },
  };
}

/**
 * Another zone's days are made of UTC's quarters of an hour; those of all merchants of hours, and quarters around the
 * borders that are not on the hour.
 */
export function otherDays({ transaction, schema, subject }: Stored, timeZone: string): BucketSource {
  const [unit, length] =
    subject.merchantId === undefined ? (['hour', HOUR_MS] as const) : (['quarter', QUARTER_MS] as const);
  const startOf = (date: string | undefined): number | undefined =>
    date === undefined ? undefined : startOfDay(timeZone, date);
  return {
    extent: async ({ from, to }) => {
      const range = rangeOf(floorTo(length, startOf(from)), startOf(to));
      const extent = await extentOf(transaction, rowsOf(schema, unit, subject, range));
      if (extent === undefined) return undefined;
      const days = new ZoneDays(timeZone);
      const lastInstant = Date.parse(instantOf(extent.last)) + length - 1;
      return { first: days.dayOf(instantOf(extent.first)), last: days.dayOf(lastInstant) };
    },
    sums: (buckets) => {
      const borders = buckets.map(({ start }) => start);
      const end = buckets.at(-1)?.end;
      const rows =
        unit === 'hour'
          ? hoursAndQuarters(schema, subject, end === undefined ? [] : [...borders, end])
          : rowsOf(schema, unit, subject, rangeOf(borders.at(0), end));
      return sumsIn(transaction, buckets, { unit, starts: borders.map(textOf), rows });
    },
  };
}

/** Hours between the first and the last border, but for an hour that a border cuts its quarters. */
function hoursAndQuarters(schema: string, subject: Subject, borders: readonly number[]): Rows {
  const [from, to] = [borders.at(0) ?? 0, borders.at(-1) ?? 0];
  const cut = [...new Set(borders.map((border) => floorTo(HOUR_MS, border)))].filter((hour) => !borders.includes(hour));
  if (cut.length === 0) return rowsOf(schema, 'hour', subject, rangeOf(from, to));
  const quarters = cut
    .flatMap((hour) => [0, 1, 2, 3].map((n) => hour + n * QUARTER_MS))
    .filter((quarter) => quarter >= from && quarter < to);
  const whole = sql`hour <> ALL (${cut.map(textOf)}::timestamptz[])`;
  const parts = sql`quarter = ANY (${quarters.map(textOf)}::timestamptz[])`;
  return sql`${rowsOf(schema, 'hour', subject, rangeOf(from, to), whole)}
    UNION ALL ${rowsOf(schema, 'quarter', subject, rangeOf(undefined, undefined), parts)}`;
}

async function sumsIn(
  transaction: DatabaseTransaction,
  buckets: readonly Bucket[],
  { unit, starts, rows }: { readonly unit: Unit; readonly starts: readonly string[]; readonly rows: Rows },
): Promise<readonly BucketSums<Bucket>[]> {
  const numbered = await sumsBy<number>(transaction, sql`width_bucket(at, ${starts}::${typeOf(unit)}[])`, rows);
  return numbered.flatMap((row) => {
    const bucket = buckets[row.key - 1];
    return bucket === undefined ? [] : [{ ...row, key: bucket }];
  });
}

function floorTo<Time extends number | undefined>(length: number, time: Time): Time | number {
  return time === undefined ? time : Math.floor(time / length) * length;
}

function rangeOf(from: number | undefined, to: number | undefined): UnitRange {
  return { from: from === undefined ? undefined : textOf(from), to: to === undefined ? undefined : textOf(to) };
}

function textOf(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
