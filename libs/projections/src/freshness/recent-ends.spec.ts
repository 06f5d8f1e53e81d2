import { describe, expect, it } from '@jest/globals';

import { RecentEnds } from './recent-ends.js';

describe('RecentEnds', () => {
  it('given many who ask at once, when they look, then the broker is asked once, and again when that is old', async () => {
    let now = 0;
    let questions = 0;
    const ends = new RecentEnds(
      () => Promise.resolve(new Map([[0, ++questions]])),
      () => now,
    );

    await Promise.all([ends.look(), ends.look(), ends.look()]);
    now = 100;
    expect(await ends.look()).toEqual([{ askedAt: 0, ends: new Map([[0, 1]]) }]);
    now = 500;
    expect(await ends.look()).toEqual([
      { askedAt: 500, ends: new Map([[0, 2]]) },
      { askedAt: 0, ends: new Map([[0, 1]]) },
    ]);
  });

  it('given a broker that fails, when looked, then what it said before is there', async () => {
    let now = 0;
    let fails = false;
    const ask = (): Promise<Map<number, number>> =>
      fails ? Promise.reject(new Error('away')) : Promise.resolve(new Map([[0, 1]]));
    const ends = new RecentEnds(ask, () => now);
    await ends.look();
    now = 1_000;
    fails = true;

    expect(await ends.look()).toHaveLength(1);
  });
});
