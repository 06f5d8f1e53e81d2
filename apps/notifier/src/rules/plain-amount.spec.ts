import { describe, expect, it } from '@jest/globals';

import { plainAmount } from './plain-amount.js';

describe('plainAmount', () => {
  it.each([
    [49000000n, 2, '490000'],
    [49000050n, 2, '490000.50'],
    [100n, 2, '1'],
    [10n, 2, '0.10'],
    [0n, 2, '0'],
    [500n, 0, '500'],
    [1250n, 3, '1.250'],
    [10n ** 17n, 2, '1000000000000000'],
  ])('given %p minor units of exponent %p, when written, then it is %s', (minor, exponent, text) => {
    expect(plainAmount(minor, exponent)).toBe(text);
  });
});
