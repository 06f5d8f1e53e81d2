import type { Database } from '@app/database';
import { sql } from 'kysely';

/** The tables of sums: by merchant or over all, in days of the reporting zone or in units of UTC. */
export const SUM_TABLES = [
  { name: 'merchant_days', bucket: 'day', perMerchant: true },
  { name: 'merchant_quarters', bucket: 'quarter', perMerchant: true },
  { name: 'total_days', bucket: 'day', perMerchant: false },
  { name: 'total_shifts', bucket: 'shift', perMerchant: false },
  { name: 'total_hours', bucket: 'hour', perMerchant: false },
  { name: 'total_quarters', bucket: 'quarter', perMerchant: false },
] as const;
export type SumTable = (typeof SUM_TABLES)[number];

/** Counts, and amounts in minor units. */
export const MEASURES = [
  'received_count',
  'received_minor',
  'processed_count',
  'processed_minor',
  'failed_count',
  'failed_minor',
] as const;
export type Sums = Record<(typeof MEASURES)[number], bigint>;

/** Whose sums a row holds; a day is a date, the others are instants to the second. */
export interface SumKey {
  readonly merchant_id?: string;
  readonly bucket: string;
  readonly currency: string;
  readonly exponent: number;
}

export interface StoredSums {
  readonly key: SumKey;
  readonly sums: Sums;
}

type Row = SumKey & Readonly<Record<(typeof MEASURES)[number], string>>;

/** Rows fetched at once. */
const PAGE = 5_000;

/** One partition's rows of a table of sums, a page at a time: there may be as many as transactions. */
export async function* storedSums(
  snapshot: Database,
  schema: string,
  { name, bucket, perMerchant }: SumTable,
  partition: number,
): AsyncGenerator<StoredSums, void, undefined> {
  const label = bucket === 'day' ? sql`day::text` : sql`to_char(${sql.ref(bucket)}, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
  const merchant = perMerchant ? sql`merchant_id,` : sql``;
  await sql`
    DECLARE sums NO SCROLL CURSOR FOR
    SELECT ${merchant} ${label} AS bucket, currency, exponent, ${sql.join(MEASURES.map((measure) => sql.ref(measure)))}
    FROM ${sql.table(`${schema}.${name}`)} WHERE partition = ${sql.lit(partition)}`.execute(snapshot);
  for (;;) {
    const { rows } = await sql<Row>`FETCH ${sql.lit(PAGE)} FROM sums`.execute(snapshot);
    if (rows.length === 0) break;
    for (const { merchant_id, bucket: at, currency, exponent, ...measures } of rows) {
      const key = { ...(merchant_id !== undefined && { merchant_id }), bucket: at, currency, exponent };
      yield { key, sums: sumsOf((measure) => BigInt(measures[measure])) };
    }
  }
  await sql`CLOSE sums`.execute(snapshot);
}

export function sumsOf(value: (measure: (typeof MEASURES)[number]) => bigint): Sums {
  return Object.fromEntries(MEASURES.map((measure) => [measure, value(measure)])) as Sums;
}
