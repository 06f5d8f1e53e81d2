import { describe, expect, it } from '@jest/globals';

import { parseRetryAfter, retryDelay } from './retry-delay.js';

const RHYTHM = { firstMs: 1_000, longestMs: 60_000 };

describe('retryDelay', () => {
  it.each([
    [1, 1_000],
    [2, 2_000],
    [6, 32_000],
    [7, 60_000],
    [1_000, 60_000],
  ])('given attempt %p, when it failed, then the next is anywhere up to %p ms away', (attempt, longest) => {
    expect(retryDelay(RHYTHM, attempt, undefined, 0)).toBe(0);
    expect(retryDelay(RHYTHM, attempt, undefined, 0.5)).toBe(longest / 2);
    expect(retryDelay(RHYTHM, attempt, undefined, 1 - Number.EPSILON)).toBeCloseTo(longest, 0);
  });

  it('given that the service said when, when it failed, then not before, and up to a second later', () => {
    expect(retryDelay(RHYTHM, 1, 30_000, 0)).toBe(30_000);
    expect(retryDelay(RHYTHM, 9, 30_000, 0.5)).toBe(30_500);
  });
});

describe('parseRetryAfter', () => {
  const now = Date.parse('2026-03-29T01:00:00Z');
  it.each([
    ['0', 0],
    ['7', 7_000],
    [' 7 ', 7_000],
    ['86400', 3_600_000],
    ['Sun, 29 Mar 2026 01:00:09 GMT', 9_000],
    ['Sun, 29 Mar 2026 00:00:00 GMT', 0],
    ['soon', undefined],
    ['-1', undefined],
    ['', undefined],
    [null, undefined],
  ])('given %p, when read, then %p', (header, ms) => {
    expect(parseRetryAfter(header, now)).toBe(ms);
  });
});
