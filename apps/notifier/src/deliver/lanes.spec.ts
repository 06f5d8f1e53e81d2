import { describe, expect, it } from '@jest/globals';

import { Lanes } from './lanes.js';

describe('Lanes', () => {
  const at = { ms: 0 };
  const lanes = (): Lanes => new Lanes(() => at.ms);

  it('given a receiver that is asked by as many as may, when another comes, then it waits and others do not', () => {
    const all = lanes();
    expect([all.enter('slow', 2), all.enter('slow', 2)]).toEqual([undefined, undefined]);

    expect(all.enter('slow', 2)).toBeGreaterThan(0);
    expect(all.enter('quick', 2)).toBeUndefined();
    all.leave('slow', 'well');
    expect(all.enter('slow', 2)).toBeUndefined();
  });

  it('given five failures in a row, when asked, then nobody is let in for a while, then one who tries for all', () => {
    const all = lanes();
    for (let n = 0; n < 5; n += 1) {
      expect(all.enter('dead', 8)).toBeUndefined();
      all.leave('dead', 'badly');
    }

    expect(all.enter('dead', 8)).toBe(10_000);
    at.ms += 10_000;
    expect(all.enter('dead', 8)).toBeUndefined();
    expect(all.enter('dead', 8)).toBeGreaterThan(0);
    all.leave('dead', 'well');
    expect([all.enter('dead', 8), all.enter('dead', 8)]).toEqual([undefined, undefined]);
  });

  it('given many that wait for a receiver that is away, when they are told when to come back, then one after the other', () => {
    const all = lanes();
    for (let n = 0; n < 5; n += 1) {
      all.enter('dead', 8);
      all.leave('dead', 'badly');
    }
    const waits = Array.from({ length: 200_000 }, () => all.enter('dead', 8) ?? 0);

    expect(waits.slice(0, 3)).toEqual([10_000, 10_002, 10_004]);
    expect(waits[10_000]).toBe(30_000);
    expect(waits.at(-1)).toBe(300_000);
    expect(all.enter('quick', 8)).toBeUndefined();
  });
});
