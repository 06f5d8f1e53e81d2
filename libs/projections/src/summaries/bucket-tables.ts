import { QUARTER_MS } from '@app/domain';

/** The kinds of buckets: days of the reporting zone; and of UTC, which any zone's days can be made from, these. */
export type Unit = 'day' | UtcUnit;
/** A quarter of a day, an hour, a quarter of an hour. */
export type UtcUnit = 'shift' | 'hour' | 'quarter';

/** Milliseconds; each begins at a multiple of it. */
export const LENGTHS: Readonly<Record<UtcUnit, number>> = {
  shift: 24 * QUARTER_MS,
  hour: 4 * QUARTER_MS,
  quarter: QUARTER_MS,
};

/** A table of sums. */
export interface BucketTable {
  readonly unit: Unit;
  readonly perMerchant: boolean;
}

export const BUCKET_TABLES: readonly BucketTable[] = [
  { unit: 'day', perMerchant: true },
  { unit: 'quarter', perMerchant: true },
  // Over all merchants, and the only ones that count transactions without one.
  { unit: 'day', perMerchant: false },
  { unit: 'quarter', perMerchant: false },
  // A year in another zone is 1,095 shifts and, around the starts of its days, 2,190 hours and at most 1,460 quarters;
  // of quarters alone it would be 35,040.
  { unit: 'hour', perMerchant: false },
  { unit: 'shift', perMerchant: false },
];

/** What is measured, each as a count and an amount in minor units: `received_count`, `received_minor`. */
export const MEASURES = ['received', 'processed', 'failed'] as const;
export type Measure = (typeof MEASURES)[number];

/** `merchant_days`, `total_hours`; the column of the bucket is the unit's name. */
export function nameOfTable({ unit, perMerchant }: BucketTable): string {
  return `${perMerchant ? 'merchant' : 'total'}_${unit}s`;
}

/**
 * Columns of the primary key, in the order of reads: by merchant and range; the few currencies of a merchant are
 * filtered. Amounts of different exponents do not add up, and partitions never wait for each other.
 */
export function keyOfTable({ unit, perMerchant }: BucketTable): readonly string[] {
  return [...(perMerchant ? ['merchant_id'] : []), unit, 'currency', 'exponent', 'partition'];
}
