import { describe, expect, it } from '@jest/globals';

import { Failures } from './failures.js';

const afterFailures = (count: number): Failures => {
  const failures = new Failures();
  for (let at = 0; at < count; at += 1) failures.add(new Error(`no. ${String(at + 1)}`));
  return failures;
};

describe('Failures', () => {
  it.each([
    [1, 50, 100],
    [2, 100, 200],
    [6, 1_600, 3_200],
    [7, 2_500, 5_000],
    [1_000, 2_500, 5_000],
  ])('given %p failures in a row, when waiting, then from %p up to %p ms', (count, shortest, longest) => {
    expect(afterFailures(count).backoff(0)).toBe(shortest);
    expect(afterFailures(count).backoff(0.999_999_999)).toBeCloseTo(longest, 0);
  });

  it('given failures, when cleared, then the next one waits as the first did', () => {
    const failures = afterFailures(5);
    expect(failures.last?.message).toBe('no. 5');
    failures.clear();
    expect(failures.last).toBeUndefined();
    failures.add('no Error object');
    expect(failures.last?.message).toBe('no Error object');
    expect(failures.backoff(0)).toBe(50);
  });
});
