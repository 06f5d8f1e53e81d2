import { describe, expect, it } from '@jest/globals';

import { secondsLeft, type RebuildPace } from './seconds-left.js';

const PACE: RebuildPace = {
  ...{ state: 'building', done: 100_000, total: 1_000_000, rate: 100_000 },
  ...{ isThrottled: false, isInPlace: false, indexes: 4, secondsSince: 0 },
};

describe('secondsLeft', () => {
  it.each([
    ['a tenth is read', {}, 9 + 1.6 + 1],
    ['all is read', { done: 1_000_000 }, 1.6 + 1],
    ['indexes have been made for 1.5 s', { done: 1_000_000, secondsSince: 1.5 }, 1.1],
    ['it compares', { done: 1_000_000, state: 'verifying' }, 1],
    ['it takes longer than it was thought to', { done: 1_000_000, state: 'verifying', secondsSince: 9 }, 0],
    ['nothing will be compared', { isInPlace: true }, 9 + 1.6],
    ['it has no indexes to make', { indexes: 0 }, 9 + 1],
    ['it is throttled', { isThrottled: true, rate: 1_000 }, 900],
    ['it is ready', { state: 'ready', done: 1_000_000 }, 0],
    ['it comes to no whole seconds', { rate: 70_000 }, 16.6],
    ['nothing was read yet', { rate: 0 }, null],
  ] as const)('given a rebuild, when %s, then %j comes to %p seconds', (_when, change, expected) => {
    expect(secondsLeft({ ...PACE, ...change })).toBe(expected);
  });
});
