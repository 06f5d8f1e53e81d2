import { describe, expect, it } from '@jest/globals';

import { CircuitBreaker } from './circuit-breaker.js';

const at = () => {
  const clock = { now: 1_000 };
  const breaker = new CircuitBreaker({ failures: 3, openMs: 5_000 }, () => clock.now);
  return {
    clock,
    breaker,
    fail: (times: number) => {
      for (let n = 0; n < times; n += 1) breaker.failed();
    },
  };
};

describe('CircuitBreaker', () => {
  it('given fewer failures in a row than it bears, when asked, then it lets through', () => {
    const { breaker, fail } = at();
    fail(2);
    expect(breaker.refusal()).toBeUndefined();
    breaker.succeeded();
    fail(2);
    expect(breaker.refusal()).toBeUndefined();
  });

  it('given too many in a row, when asked, then it says how long to wait', () => {
    const { breaker, clock, fail } = at();
    fail(3);
    expect(breaker.refusal()).toBe(5_000);
    clock.now += 1_500;
    expect(breaker.refusal()).toBe(3_500);
  });

  it('given that the wait is over, when asked, then one is let through until its fate is known', () => {
    const { breaker, clock, fail } = at();
    fail(3);
    clock.now += 5_000;
    expect(breaker.refusal()).toBeUndefined();
    expect(breaker.refusal()).toBe(5_000);
    breaker.succeeded();
    expect(breaker.refusal()).toBeUndefined();
    expect(breaker.refusal()).toBeUndefined();
  });

  it('given a probe that fails, when asked, then it is closed to all for as long again', () => {
    const { breaker, clock, fail } = at();
    fail(3);
    clock.now += 5_000;
    breaker.refusal();
    fail(1);
    expect(breaker.refusal()).toBe(5_000);
  });

  it('given a probe that is called off, when asked, then the next one is the probe', () => {
    const { breaker, clock, fail } = at();
    fail(3);
    clock.now += 5_000;
    breaker.refusal();
    breaker.abandoned();
    expect(breaker.refusal()).toBeUndefined();
    expect(breaker.refusal()).toBe(5_000);
  });
});
