import { describe, expect, it } from '@jest/globals';

import { addUp, type BucketSums } from './add-up.js';
import { quotient } from './daily-averages.js';

function row(key: string, currency: string, exponent: number, minor: bigint): BucketSums<string> {
  const none = { count: 0, minor: 0n };
  return { key, currency, exponent, sums: { received: { count: 1, minor }, processed: none, failed: none } };
}

describe('addUp', () => {
  it('given rows of one key and currency, when added up, then they are one, in the order of the first of each', () => {
    const rows = [
      row('b', 'EUR', 2, 1n),
      row('a', 'EUR', 2, 2n),
      row('b', 'USD', 2, 3n),
      row('b', 'EUR', 2, 10n ** 18n),
    ];

    expect(addUp(rows).map(({ key, currency, sums: { received } }) => [key, currency, received])).toEqual([
      ['b', 'EUR', { count: 2, minor: 10n ** 18n + 1n }],
      ['a', 'EUR', { count: 1, minor: 2n }],
      ['b', 'USD', { count: 1, minor: 3n }],
    ]);
  });

  it('given a currency whose exponent has changed, when added up, then all of it is in the largest one', () => {
    const rows = [row('a', 'ISK', 0, 7n), row('a', 'ISK', 2, 50n), row('b', 'ISK', 0, 1n), row('b', 'JPY', 0, 1n)];

    expect(
      addUp(rows).map(({ currency, exponent, sums: { received } }) => [currency, exponent, received.minor]),
    ).toEqual([
      ['ISK', 2, 750n],
      ['ISK', 2, 100n],
      ['JPY', 0, 1n],
    ]);
  });
});

describe('quotient', () => {
  it.each([
    [35n, 2n, 18n],
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [10n, 3n, 3n],
    [11n, 3n, 4n],
    [0n, 3n, 0n],
    [10n ** 30n + 1n, 2n, 5n * 10n ** 29n],
  ])('given %s by %s, when divided, then it is %s: half to even', (dividend, divisor, expected) => {
    expect(quotient(dividend, divisor)).toBe(expected);
  });
});
