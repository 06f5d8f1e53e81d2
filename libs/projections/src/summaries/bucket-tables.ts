/** A table of sums; its rows are told apart by its primary key, whose order is the order in which it is read. */
export interface BucketTable {
  readonly name: string;
  /** The column of its buckets: a date in the reporting zone, or when a bucket of UTC begins. */
  readonly unit: 'day' | 'hour' | 'quarter';
  readonly perMerchant: boolean;
}

export const BUCKET_TABLES: readonly BucketTable[] = [
  { name: 'merchant_days', unit: 'day', perMerchant: true },
  { name: 'merchant_quarters', unit: 'quarter', perMerchant: true },
  // Over all merchants, and the only ones that count transactions without one.
  { name: 'total_days', unit: 'day', perMerchant: false },
  { name: 'total_quarters', unit: 'quarter', perMerchant: false },
  // A year in another zone is 8,760 of these and, if its days do not begin on the hour, the quarters around their starts.
  { name: 'total_hours', unit: 'hour', perMerchant: false },
];

/** What is measured, each as a count and an amount in minor units: `received_count`, `received_minor`. */
export const MEASURES = ['received', 'processed', 'failed'] as const;
export type Measure = (typeof MEASURES)[number];

/**
 * Columns of the primary key. Reads go by merchant and range; the few currencies of a merchant are filtered. Amounts of
 * different exponents do not add up, and partitions never wait for each other.
 */
export function keyOfTable({ unit, perMerchant }: BucketTable): readonly string[] {
  return [...(perMerchant ? ['merchant_id'] : []), unit, 'currency', 'exponent', 'partition'];
}
