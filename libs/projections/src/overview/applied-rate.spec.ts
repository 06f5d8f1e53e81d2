import { describe, expect, it } from '@jest/globals';

import { AppliedRate } from './applied-rate.js';

describe('AppliedRate', () => {
  it('given a reader that is looked at, when a second has passed, then its rate since then is known, and not before', () => {
    const rate = new AppliedRate();

    expect(rate.look('summaries_g1', 1_000, 0)).toBeNull();
    expect(rate.look('summaries_g1', 1_100, 500)).toBeNull();
    expect(rate.look('summaries_g1', 3_000, 2_000)).toBe(1_000);
    expect(rate.look('summaries_g1', 3_000, 4_000)).toBe(0);
    expect(rate.look('other_g1', 5, 4_000)).toBeNull();
  });

  it('given a look long ago, when looked again, then it counts no more', () => {
    const rate = new AppliedRate();
    rate.look('summaries_g1', 1_000, 0);

    expect(rate.look('summaries_g1', 9_000, 100_000)).toBeNull();
  });
});
