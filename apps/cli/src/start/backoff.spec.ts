import { describe, expect, it } from '@jest/globals';

import { backoffMs } from './backoff.js';

describe('backoffMs', () => {
  it('given failures in a row, when asked for the pause, then it doubles from 1 s and stays at 30 s', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 1_000].map(backoffMs)).toEqual([
      1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });
});
