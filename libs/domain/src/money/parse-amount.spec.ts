import { describe, expect, it } from '@jest/globals';

import { parseAmount } from './parse-amount.js';

const USD = 2;
const JPY = 0;
const KWD = 3;
const CLF = 4;

describe('parseAmount', () => {
  it.each<[value: unknown, exponent: number, minor: bigint]>([
    ['0', USD, 0n],
    ['100.50', USD, 10_050n],
    ['100.5', USD, 10_050n],
    [100.5, USD, 10_050n],
    ['0.01', USD, 1n],
    [0.1, USD, 10n],
    [0, JPY, 0n],
    ['500', JPY, 500n],
    ['1.250', KWD, 1_250n],
    ['999999999999999', JPY, 999_999_999_999_999n],
    ['999999999999999.99', USD, 99_999_999_999_999_999n],
    ['999999999999999.999', KWD, 999_999_999_999_999_999n],
    ['922337203685477.5807', CLF, 9_223_372_036_854_775_807n],
    [9_007_199_254_740_991, JPY, 9_007_199_254_740_991n],
    [1_000_000_000_000.01, USD, 100_000_000_000_001n],
  ])('given %p with %i decimals allowed, when parsed, then it is exact', (value, exponent, minor) => {
    expect(parseAmount(value, exponent)).toEqual({ ok: true, minor });
  });

  it.each<[value: unknown, exponent: number]>([
    ['-0', USD],
    ['-1', USD],
    ['+1', USD],
    ['0.001', USD],
    ['1.500', USD],
    ['0.5', JPY],
    ['1.0', JPY],
    ['1234567890123456', USD],
    ['922337203685477.5808', CLF],
    ['999999999999999', CLF],
    ['1e3', USD],
    ['1E400', USD],
    [' 1', USD],
    ['1 ', USD],
    ['1\n', USD],
    ['١٢', USD],
    ['１２', USD],
    ['01', USD],
    ['.5', USD],
    ['1.', USD],
    ['1,5', USD],
    ['1_000', USD],
    ['0x10', USD],
    ['1\u0000', USD],
    ['NaN', USD],
    ['Infinity', USD],
    ['', USD],
    [-0, USD],
    [-1, USD],
    [0.001, USD],
    [0.5, JPY],
    [JSON.parse('9007199254740993'), JPY],
    [JSON.parse('9007199254740993'), USD],
    [JSON.parse('1e400'), USD],
    [Number.NaN, USD],
    [0.1 + 0.2, USD],
    [1e21, JPY],
    [1e-7, CLF],
    [null, USD],
    [undefined, USD],
    [true, USD],
    [10n, USD],
    [['1'], USD],
    [{ valueOf: (): number => 1 }, USD],
  ])('given %p with %i decimals allowed, when parsed, then it is refused', (value, exponent) => {
    expect(parseAmount(value, exponent)).toEqual({ ok: false, detail: expect.any(String) });
  });

  it.each<[literal: string, exponent: number]>([
    ['9007199254740993', JPY],
    ['90071992547409.92', USD],
    ['1e21', JPY],
    ['0.30000000000000004', USD],
  ])(
    'given the JSON number %s, when no double can be trusted with it, then a string is asked for',
    (text, exponent) => {
      expect(parseAmount(JSON.parse(text), exponent)).toEqual({
        ok: false,
        detail: expect.stringContaining('send amount as a string'),
      });
    },
  );

  it('given a number whose double also stands for the next cent, when parsed, then it is refused, not rounded', () => {
    expect(JSON.parse('90071992547409.91')).toBe(90_071_992_547_409.9);
    expect(parseAmount(JSON.parse('90071992547409.91'), USD)).toMatchObject({ ok: false });
    expect(parseAmount('90071992547409.91', USD)).toEqual({ ok: true, minor: 9_007_199_254_740_991n });
  });

  it('given 60,000 digits, when parsed, then they are refused without being read as a number', () => {
    expect(parseAmount('9'.repeat(60_000), USD).ok).toBe(false);
    expect(parseAmount(`1.${'0'.repeat(60_000)}`, USD).ok).toBe(false);
  });
});
