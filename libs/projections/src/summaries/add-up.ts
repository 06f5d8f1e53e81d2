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
 * One row for each key and currency, in the order of the first of each. Minor units of a currency whose exponent has ever
 * changed are made those of the largest exponent among the rows.
 */
export function addUp<Key>(rows: readonly BucketSums<Key>[]): readonly BucketSums<Key>[] {
  const exponents = new Map<string, number>();
  for (const { currency, exponent } of rows) {
    exponents.set(currency, Math.max(exponent, exponents.get(currency) ?? 0));
  }
  const result: BucketSums<Key>[] = [];
  // Where in the result; by currency first, as there are few of them and many keys.
  const places = new Map<string, Map<Key, number>>();
  for (const row of rows) {
    const { key, currency } = row;
    const given = inExponent(exponents.get(currency) ?? row.exponent, row);
    const ofCurrency = places.get(currency) ?? new Map<Key, number>();
    const place = ofCurrency.get(key) ?? result.length;
    const before = result[place];
    result[place] = before === undefined ? given : { ...before, sums: added(before.sums, given.sums) };
    places.set(currency, ofCurrency.set(key, place));
  }
  return result;
}

function inExponent<Key>(exponent: number, row: BucketSums<Key>): BucketSums<Key> {
  if (exponent === row.exponent) return row;
  const factor = 10n ** BigInt(exponent - row.exponent);
  const scaled = (measure: Measure): Sum => {
    const { count, minor } = row.sums[measure];
    return { count, minor: minor * factor };
  };
  return { ...row, exponent, sums: ofEach(scaled) };
}

function added(one: Sums, other: Sums): Sums {
  return ofEach((measure) => ({
    count: one[measure].count + other[measure].count,
    minor: one[measure].minor + other[measure].minor,
  }));
}

function ofEach<Value>(valueOf: (measure: Measure) => Value): Readonly<Record<Measure, Value>> {
  const [received, processed, failed] = MEASURES;
  return { received: valueOf(received), processed: valueOf(processed), failed: valueOf(failed) };
}
