import { describe, expect, it } from '@jest/globals';

import { PositionWatch } from './position-watch.js';

const PLACE = { reader: 'status_g1', partition: 3 };
const inMs = (ms: number): number => performance.now() + ms;

/** A reader whose position grows by one at every look. */
function growing(): { readonly watch: PositionWatch; looks: () => number } {
  let looks = 0;
  const watch = new PositionWatch(() => {
    looks += 1;
    return Promise.resolve(new Map([[PLACE.partition, looks]]));
  });
  return { watch, looks: () => looks };
}

describe('PositionWatch', () => {
  it('given a reader on its way, when waited for, then it is reported once it is there', async () => {
    const { watch, looks } = growing();

    expect(await watch.until(PLACE, 3, inMs(5_000))).toBe(true);
    expect(looks()).toBe(3);
  });

  it('given many who wait, when positions are looked at, then once for all of them', async () => {
    const { watch, looks } = growing();
    const waits = Array.from({ length: 100 }, () => watch.until(PLACE, 2, inMs(5_000)));

    expect(new Set(await Promise.all(waits))).toEqual(new Set([true]));
    expect(looks()).toBe(2);
  });

  it('given a reader that stands still, when the time is over, then it is not reached', async () => {
    const watch = new PositionWatch(() => Promise.resolve(new Map([[PLACE.partition, 1]])));

    expect(await watch.until(PLACE, 2, inMs(30))).toBe(false);
    expect(await watch.until(PLACE, 1, inMs(0))).toBe(false);
  });

  it('given a database that is away for a moment, when waited for, then it goes on', async () => {
    let looks = 0;
    const watch = new PositionWatch(() => {
      looks += 1;
      return looks === 1 ? Promise.reject(new Error('gone')) : Promise.resolve(new Map([[PLACE.partition, 9]]));
    });

    expect(await watch.until(PLACE, 9, inMs(5_000))).toBe(true);
  });

  it('given a process that ends, when someone waits, then it is let go, as is who comes later', async () => {
    const watch = new PositionWatch(() => Promise.resolve(new Map()));
    const waiting = watch.until(PLACE, 1, inMs(60_000));
    watch.close();

    expect(await waiting).toBe(false);
    expect(await watch.until(PLACE, 1, inMs(60_000))).toBe(false);
  });
});
