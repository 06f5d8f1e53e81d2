import { describe, expect, it } from '@jest/globals';

import { RecentRate } from './recent-rate.js';

/** Counts every 100 ms, at a pace that depends on the second. */
function paced(seconds: number, perSecond: (second: number) => number): RecentRate {
  const rate = new RecentRate(0);
  let done = 0;
  for (let at = 100; at <= 1_000 * seconds; at += 100) {
    done += perSecond(Math.floor((at - 1) / 1_000)) / 10;
    rate.count(at, done);
  }
  return rate;
}

describe('RecentRate', () => {
  it('given nothing was counted, when asked, then it is 0', () => {
    expect(new RecentRate(0).perSecond()).toBe(0);
  });

  it('given one count, when asked, then it is taken from the beginning', () => {
    const rate = new RecentRate(1_000);
    rate.count(1_500, 100);
    expect(rate.perSecond()).toBe(200);
  });

  it('given a slow first second, when the next is over, then only what came after it counts', () => {
    expect(paced(2, (second) => (second === 0 ? 100 : 1_000)).perSecond()).toBeCloseTo(1_000);
  });

  it('given a stall of a second, when seconds have passed, then it is part of the pace', () => {
    expect(paced(6, (second) => (second === 3 ? 0 : 1_000)).perSecond()).toBeCloseTo(800);
  });

  it('given a pace that has halved, when as long again has passed, then it is the new one', () => {
    expect(paced(41, (second) => (second < 20 ? 2_000 : 1_000)).perSecond()).toBeCloseTo(1_000);
  });
});
