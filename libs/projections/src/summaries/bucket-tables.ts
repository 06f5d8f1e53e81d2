/** The kinds of buckets: days of the reporting zone; hours and quarters of an hour of UTC. */
export type Unit = 'day' | 'hour' | 'quarter';

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
  // A year in another zone is 8,760 of these and, if its days do not begin on the hour, the quarters around their starts.
  { unit: 'hour', perMerchant: false },
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
