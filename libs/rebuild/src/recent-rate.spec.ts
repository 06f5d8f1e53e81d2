import { describe, expect, it } from '@jest/globals';

import { RecentRate } from './recent-rate.js';

/** Counts every 50 ms, at a pace that depends on the milliseconds since it began. */
function paced(ms: number, perSecond: (at: number) => number, expected?: number): RecentRate {
  const rate = new RecentRate(0, expected);
  let done = 0;
  for (let at = 50; at <= ms; at += 50) {
    done += perSecond(at) / 20;
    rate.count(at, done);
  }
  return rate;
}

/** How much faster than counted the first of its kind is said to go on. */
const gain = (ms: number): number => 1 + 0.2 * Math.exp(-ms / 5_000);

describe('RecentRate', () => {
  it('given nothing was counted, when asked, then it is 0', () => {
    expect(new RecentRate(0).perSecond()).toBe(0);
  });

  it('given a count from before anything can be told, when asked, then it is no miracle', () => {
    const rate = new RecentRate(1_000);
    rate.count(1_100, 90);
    expect(rate.perSecond()).toBeCloseTo(200 * gain(100));
  });

  it('given it took a while to begin, when the first second is over, then that counts for nothing', () => {
    expect(paced(1_000, (at) => (at <= 450 ? 0 : 1_000)).perSecond()).toBeCloseTo(1_000 * gain(1_000));
  });

  it('given it becomes faster, when three seconds are over, then it is the fastest of them', () => {
    expect(paced(3_450, (at) => (at <= 1_450 ? 300 : at <= 2_450 ? 600 : 900)).perSecond()).toBeCloseTo(
      900 * gain(3_450),
    );
  });

  it('given a fast second at the beginning, when it is over for long, then it is part of the pace', () => {
    const slower = paced(8_450, (at) => (at <= 1_450 ? 2_000 : 1_000));
    expect(slower.perSecond()).toBeCloseTo((9_900 / 8) * gain(8_450));
  });

  it('given a stall of a second, when seconds have passed, then it is part of the pace', () => {
    const stalling = paced(8_450, (at) => (at <= 450 || (at > 3_000 && at <= 4_000) ? 0 : 1_000));
    expect(stalling.perSecond()).toBeCloseTo((7_000 / 8) * gain(8_450));
  });

  it('given a pace that has halved, when as long again has passed, then it is the new one', () => {
    expect(paced(41_000, (at) => (at <= 20_000 ? 2_000 : 1_000)).perSecond()).toBeCloseTo(1_000);
  });

  it('given there was none before, when it has gone on for long, then it is told as it is counted', () => {
    expect(paced(12_000, () => 1_000).perSecond()).toBeCloseTo(1_000);
  });

  it('given a rate is expected, when nothing was counted, then it is that one', () => {
    expect(new RecentRate(0, 1_000).perSecond()).toBe(1_000);
  });

  it('given a rate is expected, when two seconds went at half of it, then it is in the middle', () => {
    const rate = paced(2_450, (at) => (at <= 450 ? 0 : 500), 1_000);
    expect(rate.perSecond()).toBeCloseTo(750);
  });

  it('given a rate is expected, when it goes at another one for long, then only what is counted counts', () => {
    expect(paced(25_000, () => 500, 1_000).perSecond()).toBeCloseTo(500);
  });
});
