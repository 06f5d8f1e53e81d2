import { describe, expect, it } from '@jest/globals';

import { appliedAsOf, type AppliedPartition } from './list-meta.js';
import type { KnownEnds } from './recent-ends.js';

const applied = (...places: readonly (readonly [number, number, number?])[]): ReadonlyMap<number, AppliedPartition> =>
  new Map(places.map(([partition, position, appliedUntil]) => [partition, { position, appliedUntil }]));
const asked = (askedAt: number, ...ends: readonly (readonly [number, number])[]): KnownEnds => ({
  askedAt,
  ends: new Map(ends),
});

describe('appliedAsOf', () => {
  it('given every partition at its end, when asked, then all is applied that was written before the question', () => {
    expect(appliedAsOf(applied([0, 5, 100], [1, 0]), [asked(1_000, [0, 5], [1, 0])])).toBe(1_000);
  });

  it('given a partition that is behind, when an earlier answer lies within its position, then that question counts', () => {
    const known = [asked(3_000, [0, 9], [1, 4]), asked(2_000, [0, 8], [1, 4]), asked(1_000, [0, 7], [1, 4])];

    expect(appliedAsOf(applied([0, 7, 500], [1, 4, 100]), known)).toBe(1_000);
  });

  it('given a partition that was never at an end that is known, when asked, then its last applied record counts', () => {
    expect(appliedAsOf(applied([0, 7, 500], [1, 4, 100]), [asked(3_000, [0, 9], [1, 4])])).toBe(500);
  });

  it('given a partition of which nothing is applied, when asked, then the time is not known', () => {
    expect(appliedAsOf(applied([0, 7, 500]), [asked(3_000, [0, 7], [1, 4])])).toBeUndefined();
    expect(appliedAsOf(applied(), [])).toBeUndefined();
  });

  it('given a broker that never answered, when asked, then the last applied records count', () => {
    expect(appliedAsOf(applied([0, 7, 500], [1, 4, 100]), [])).toBe(100);
  });
});
