import { describe, expect, it } from '@jest/globals';

import { formatMinor, minorToExactNumber } from './format-amount.js';

describe('formatMinor', () => {
  it.each<[minor: bigint, exponent: number, text: string]>([
    [10_050n, 2, '100.50'],
    [500n, 0, '500'],
    [1_250n, 3, '1.250'],
    [0n, 2, '0.00'],
    [0n, 0, '0'],
    [5n, 4, '0.0005'],
    [99n, 2, '0.99'],
    [9_223_372_036_854_775_807n, 4, '922337203685477.5807'],
  ])("given %p minor units and %i decimals, when formatted, then all the currency's digits are there", (...given) => {
    const [minor, exponent, text] = given;
    expect(formatMinor(minor, exponent)).toBe(text);
  });
});

describe('minorToExactNumber', () => {
  it.each<[minor: bigint, exponent: number, value: number | null]>([
    [10_050n, 2, 100.5],
    [100_000n, 2, 1_000],
    [0n, 4, 0],
    [500n, 0, 500],
    [9_007_199_254_740_992n, 0, 9_007_199_254_740_992],
    [9_007_199_254_740_993n, 0, null],
    [9_007_199_254_740_990n, 2, 90_071_992_547_409.9],
    [9_007_199_254_740_991n, 2, null],
    [100_000_000_000_000_000n, 2, 1_000_000_000_000_000],
    [9_223_372_036_854_775_807n, 4, null],
  ])('given %p minor units and %i decimals, when a double prints as exactly that, then it is given', (...given) => {
    const [minor, exponent, value] = given;
    expect(minorToExactNumber(minor, exponent)).toBe(value);
  });
});
