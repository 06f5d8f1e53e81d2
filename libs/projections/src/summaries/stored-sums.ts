import type { DatabaseTransaction } from '@app/database';
import { sql, type RawBuilder } from 'kysely';

import type { BucketSums, Sum } from './add-up.js';
import { MEASURES, nameOfTable, type Unit } from './bucket-tables.js';

/** Of which transactions: all of them, those of a merchant, those in a currency. */
export interface Subject {
  readonly merchantId: string | undefined;
  readonly currency: string | undefined;
}

/** Values of a unit as text, ISO date or instant: from the first up to, not including, the second. */
export interface UnitRange {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** Rows of one table, their unit's column called `at`. */
export type Rows = RawBuilder<unknown>;

const MEASURED = MEASURES.flatMap((measure) => [`${measure}_count`, `${measure}_minor`] as const);

type SumsRow = { readonly currency: string; readonly exponent: number } & Readonly<
  Record<(typeof MEASURED)[number], string>
>;

/** Rows of a table within a range; reads go by its primary key. */
export function rowsOf(
  schema: string,
  unit: Unit,
  { merchantId, currency }: Subject,
  { from, to }: UnitRange,
  also?: RawBuilder<unknown>,
): Rows {
  const at = sql.ref(unit);
  const type = typeOf(unit);
  const conditions = [
    ...(merchantId === undefined ? [] : [sql`merchant_id = ${merchantId}`]),
    ...(from === undefined ? [] : [sql`${at} >= ${from}::${type}`]),
    ...(to === undefined ? [] : [sql`${at} < ${to}::${type}`]),
    ...(currency === undefined ? [] : [sql`currency = ${currency}`]),
    ...(also === undefined ? [] : [also]),
  ];
  const table = nameOfTable({ unit, perMerchant: merchantId !== undefined });
  return sql`SELECT ${at} AS at, currency, exponent, ${sql.join(MEASURED.map((column) => sql.ref(column)))}
    FROM ${sql.table(`${schema}.${table}`)} WHERE ${sql.join([sql`true`, ...conditions], sql` AND `)}`;
}

export function typeOf(unit: Unit): RawBuilder<unknown> {
  return unit === 'day' ? sql`date` : sql`timestamptz`;
}

/**
 * The sums of rows by bucket, currency and exponent, oldest bucket first.
 *
 * @param bucket of a row's `at`
 */
export async function sumsBy<Key extends string | number>(
  transaction: DatabaseTransaction,
  bucket: RawBuilder<unknown>,
  rows: Rows,
): Promise<readonly BucketSums<Key>[]> {
  const result = await sql<SumsRow & { readonly bucket: Key }>`
    SELECT ${bucket} AS bucket, currency, exponent,
      ${sql.join(MEASURED.map((column) => sql`sum(${sql.ref(column)})::text AS ${sql.ref(column)}`))}
    FROM (${rows}) AS given
    GROUP BY bucket, currency, exponent ORDER BY bucket, currency, exponent`.execute(transaction);
  return result.rows.map((row) => ({
    key: row.bucket,
    currency: row.currency,
    exponent: row.exponent,
    sums: {
      received: sumOf(row.received_count, row.received_minor),
      processed: sumOf(row.processed_count, row.processed_minor),
      failed: sumOf(row.failed_count, row.failed_minor),
    },
  }));
}

/** One for all: on most days nothing failed. */
const NOTHING: Sum = { count: 0, minor: 0n };

function sumOf(count: string, minor: string): Sum {
  return count === '0' && minor === '0' ? NOTHING : { count: Number(count), minor: BigInt(minor) };
}

/** The first and the last `at` of rows, as text; undefined when there are none. */
export async function extentOf(
  transaction: DatabaseTransaction,
  rows: Rows,
): Promise<{ readonly first: string; readonly last: string } | undefined> {
  const result = await sql<{ readonly first: string | null; readonly last: string | null }>`
    SELECT min(at)::text AS first, max(at)::text AS last FROM (${rows}) AS given`.execute(transaction);
  const { first = null, last = null } = result.rows[0] ?? {};
  return first === null || last === null ? undefined : { first, last };
}
