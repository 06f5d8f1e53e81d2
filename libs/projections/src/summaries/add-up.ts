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

/** Most days have nothing that failed. */
export const NOTHING: Sum = { count: 0, minor: 0n };

/**
 * One row for each key and currency, in the order of the first of each. Minor units of a currency whose exponent has ever
 * changed are made those of the largest exponent among the rows.
 */
export function addUp<Key>(rows: readonly BucketSums<Key>[]): readonly BucketSums<Key>[] {
  const currencies = currenciesOf(rows);
  const result: BucketSums<Key>[] = [];
  for (const row of rows) {
    const { exponent = row.exponent, places } = currencies.get(row.currency) ?? {};
    const given = exponent === row.exponent ? row : inExponent(exponent, row);
    const place = places?.get(row.key);
    const before = place === undefined ? undefined : result[place];
    if (place === undefined || before === undefined) places?.set(row.key, result.push(given) - 1);
    else result[place] = { ...before, sums: added(before.sums, given.sums) };
  }
  return result;
}

interface CurrencyRows<Key> {
  /** The largest. */
  exponent: number;
  /** Where the sums of a key are in the result. There are few currencies and many keys. */
  readonly places: Map<Key, number>;
}

function currenciesOf<Key>(rows: readonly BucketSums<Key>[]): ReadonlyMap<string, CurrencyRows<Key>> {
  const currencies = new Map<string, CurrencyRows<Key>>();
  for (const { currency, exponent } of rows) {
    const known = currencies.get(currency);
    if (known === undefined) currencies.set(currency, { exponent, places: new Map() });
    else if (exponent > known.exponent) known.exponent = exponent;
  }
  return currencies;
}

function inExponent<Key>(exponent: number, row: BucketSums<Key>): BucketSums<Key> {
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

export function ofEach<Value>(valueOf: (measure: Measure) => Value): Readonly<Record<Measure, Value>> {
  const [received, processed, failed] = MEASURES;
  return { received: valueOf(received), processed: valueOf(processed), failed: valueOf(failed) };
}
