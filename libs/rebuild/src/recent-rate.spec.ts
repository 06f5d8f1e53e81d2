import { describe, expect, it } from '@jest/globals';

import { RecentRate } from './recent-rate.js';

/** Counts every 100 ms, at a pace that depends on the tenth of a second. */
function paced(seconds: number, perSecond: (tenth: number) => number): RecentRate {
  const rate = new RecentRate(0);
  let done = 0;
  for (let tenth = 0; tenth < 10 * seconds; tenth += 1) {
    done += perSecond(tenth) / 10;
    rate.count(100 * (tenth + 1), done);
  }
  return rate;
}

describe('RecentRate', () => {
  it('given nothing was counted, when asked, then it is 0', () => {
    expect(new RecentRate(0).perSecond()).toBe(0);
  });

  it('given a count from before anything can be told, when asked, then it is no miracle', () => {
    const rate = new RecentRate(1_000);
    rate.count(1_100, 100);
    expect(rate.perSecond()).toBeCloseTo(200);
  });

  it('given it took a while to begin, when the first second is over, then that counts for nothing', () => {
    expect(paced(1, (tenth) => (tenth < 5 ? 0 : 1_000)).perSecond()).toBeCloseTo(1_000);
  });

  it('given a rate is expected, when nothing was counted, then it is that one', () => {
    expect(new RecentRate(0, 1_000).perSecond()).toBe(1_000);
  });

  it('given a rate is expected, when two seconds were counted at half of it, then it is in the middle', () => {
    const rate = new RecentRate(0, 1_000);
    rate.count(2_500, 1_000);
    expect(rate.perSecond()).toBe(750);
  });

  it('given a rate is expected, when it goes at another one for longer than that, then only what is counted counts', () => {
    const rate = new RecentRate(0, 1_000);
    for (let second = 1; second <= 25; second += 1) rate.count(1_000 * second, 500 * second);
    expect(rate.perSecond()).toBe(500);
  });

  it('given a stall of a second, when seconds have passed, then it is part of the pace', () => {
    expect(paced(8, (tenth) => (tenth >= 30 && tenth < 40 ? 0 : 1_000)).perSecond()).toBeCloseTo(7_000 / 7.5);
  });

  it('given a pace that has halved, when as long again has passed, then it is the new one', () => {
    expect(paced(41, (tenth) => (tenth < 200 ? 2_000 : 1_000)).perSecond()).toBeCloseTo(1_000);
  });
});
