import { MEASURES, type Measure } from './bucket-tables.js';

/** How many, and over how much in minor units. */
export interface Sum {
  readonly count: number;
  readonly minor: bigint;
}

export type Sums = Readonly<Record<Measure, Sum>>;

/** Sums of one bucket in one currency. */
export interface BucketSums<Key> {
  readonly key: Key;
  readonly currency: string;
  /** Decimals of the minor units. */
  readonly exponent: number;
  readonly sums: Sums;
}

/**
 * One row for each key and currency, in the order of their first. Minor units of a currency whose exponent has ever
 * changed are made those of the largest exponent among the rows.
 */
export function addUp<Key>(rows: readonly BucketSums<Key>[]): readonly BucketSums<Key>[] {
  const exponents = new Map<string, number>();
  for (const { currency, exponent } of rows) {
    exponents.set(currency, Math.max(exponent, exponents.get(currency) ?? 0));
  }
  const byKey = new Map<Key, Map<string, BucketSums<Key>>>();
  for (const row of rows) {
    const { key, currency } = row;
    const exponent = exponents.get(currency) ?? row.exponent;
    const sums = exponent === row.exponent ? row.sums : scaled(row.sums, 10n ** BigInt(exponent - row.exponent));
    const byCurrency = byKey.get(key) ?? new Map<string, BucketSums<Key>>();
    const known = byCurrency.get(currency)?.sums;
    byCurrency.set(currency, { key, currency, exponent, sums: known === undefined ? sums : added(known, sums) });
    byKey.set(key, byCurrency);
  }
  return [...byKey.values()].flatMap((byCurrency) => [...byCurrency.values()]);
}

function scaled(sums: Sums, factor: bigint): Sums {
  return ofEach((measure) => ({ count: sums[measure].count, minor: sums[measure].minor * factor }));
}

function added(one: Sums, other: Sums): Sums {
  return ofEach((measure) => ({
    count: one[measure].count + other[measure].count,
    minor: one[measure].minor + other[measure].minor,
  }));
}

export function ofEach<Value>(valueOf: (measure: Measure) => Value): Readonly<Record<Measure, Value>> {
  const [received, processed, failed] = MEASURES;
  return { received: valueOf(received), processed: valueOf(processed), failed: valueOf(failed) };
}
