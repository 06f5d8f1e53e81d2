import { describe, expect, it } from '@jest/globals';

import { Pacer } from './pacer.js';

const NO_END = { count: Number.POSITIVE_INFINITY, durationMs: Number.POSITIVE_INFINITY };

describe('Pacer', () => {
  it('given a rate, when time passes, then requests fall due one by one and none is left out after a pause', () => {
    const pacer = new Pacer({ ...NO_END, rate: 100 }, 1_000);
    expect(pacer.take(1_000)).toBe(1_000);
    expect(pacer.take(1_009)).toBeUndefined();
    expect([pacer.take(1_035), pacer.take(1_035), pacer.take(1_035), pacer.take(1_035)]).toEqual([
      1_010,
      1_020,
      1_030,
      undefined,
    ]);
  });

  it('given a count, when it is reached, then nothing more falls due', () => {
    const pacer = new Pacer({ ...NO_END, rate: undefined, count: 2 }, 0);
    expect([pacer.take(1), pacer.take(1), pacer.take(1)]).toEqual([1, 1, undefined]);
    expect(pacer.isOver(1)).toBe(true);
  });

  it('given a duration, when it is over, then nothing more falls due', () => {
    const pacer = new Pacer({ ...NO_END, rate: undefined, durationMs: 500 }, 0);
    expect(pacer.take(499)).toBe(499);
    expect(pacer.take(500)).toBeUndefined();
  });
});
