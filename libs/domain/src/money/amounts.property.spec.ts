import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { formatMinor, minorToExactNumber } from './format-amount.js';
import { parseAmount } from './parse-amount.js';

const SEED = 20_260_329;
const RUNS = { seed: SEED, numRuns: 2_000 };

const exponents = fc.integer({ min: 0, max: 4 });

/** Amounts of every length, with weight on the limits of doubles and of bigint. */
const minors = fc.oneof(
  fc.bigInt({ min: 0n, max: 10n ** 6n }),
  fc.bigInt({ min: 2n ** 53n - 100n, max: 2n ** 53n + 100n }),
  fc.bigInt({ min: 0n, max: 2n ** 53n }),
  fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
);

/** The value of a plain decimal in ten-thousandths, by another way than the code under test. */
function tenThousandths(decimal: string): bigint {
  const [whole = '', fraction = ''] = decimal.split('.');
  return BigInt(whole) * 10_000n + BigInt(fraction) * 10n ** BigInt(4 - fraction.length);
}

describe(`amounts, for any value (seed ${String(SEED)})`, () => {
  it('given minor units, when formatted and parsed, then they are the same or have over 15 digits before the point', () => {
    fc.assert(
      fc.property(minors, exponents, (minor, exponent) => {
        const fits = minor < 10n ** BigInt(15 + exponent);
        expect(parseAmount(formatMinor(minor, exponent), exponent)).toEqual(
          fits ? { ok: true, minor } : { ok: false, detail: expect.any(String) },
        );
      }),
      RUNS,
    );
  });

  it('given decimal text, when parsed, then it is accepted exactly when it fits and equals BigInt arithmetic', () => {
    const texts = fc
      .tuple(fc.bigInt({ min: 0n, max: 10n ** 16n }), fc.stringMatching(/^\d{0,5}$/u))
      .map(([whole, fraction]) => (fraction === '' ? String(whole) : `${String(whole)}.${fraction}`));
    fc.assert(
      fc.property(texts, exponents, (text, exponent) => {
        const [whole = '', fraction = ''] = text.split('.');
        const result = parseAmount(text, exponent);
        const isWellFormed = whole.length <= 15 && fraction.length <= exponent;
        if (!isWellFormed) {
          expect(result.ok).toBe(false);
          return;
        }
        const minor = tenThousandths(text) / 10n ** BigInt(4 - exponent);
        expect(result).toEqual(minor < 2n ** 63n ? { ok: true, minor } : { ok: false, detail: expect.any(String) });
      }),
      RUNS,
    );
  });

  it('given a JSON number, when accepted, then no other amount of the currency is written as the same double', () => {
    fc.assert(
      fc.property(minors, exponents, (minor, exponent) => {
        const value = Number(formatMinor(minor, exponent));
        const result = parseAmount(value, exponent);
        if (!result.ok) return;
        expect(result.minor).toBe(minor);
        expect(result.minor).toBeLessThanOrEqual(2n ** 53n - 1n);
        expect(Number(formatMinor(minor + 1n, exponent))).not.toBe(value);
      }),
      RUNS,
    );
  });

  it('given an amount of up to 15 digits, when sent as a JSON number, then it is accepted and exact', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }), exponents, (minor, exponent) => {
        expect(parseAmount(Number(formatMinor(minor, exponent)), exponent)).toEqual({ ok: true, minor });
      }),
      RUNS,
    );
  });

  it('given any double, when accepted, then its shortest decimal form is the amount', () => {
    fc.assert(
      fc.property(fc.double(), exponents, (value, exponent) => {
        const result = parseAmount(value, exponent);
        if (result.ok) expect(result.minor * 10n ** BigInt(4 - exponent)).toBe(tenThousandths(String(value)));
      }),
      RUNS,
    );
  });

  it('given minor units, when they leave as a JSON number, then it prints as exactly that amount', () => {
    fc.assert(
      fc.property(minors, exponents, (minor, exponent) => {
        const value = minorToExactNumber(minor, exponent);
        const printed = String(Number(formatMinor(minor, exponent)));
        const isExact =
          !printed.includes('e') && tenThousandths(printed) === tenThousandths(formatMinor(minor, exponent));
        expect(value === null).toBe(!isExact);
        if (value !== null) expect(String(value)).toBe(printed);
      }),
      RUNS,
    );
  });

  it('given any text at all, when parsed, then the answer is a verdict, never an exception', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.anything()), exponents, (value, exponent) => {
        expect(typeof parseAmount(value, exponent).ok).toBe('boolean');
      }),
      RUNS,
    );
  });
});
