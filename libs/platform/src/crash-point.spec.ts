import { describe, expect, it } from '@jest/globals';

import { crashPlan } from './crash-point.config.js';

describe('crashPlan', () => {
  it.each([
    ['processor.after-produce', { point: 'processor.after-produce', pass: 1 }],
    ['processor.after-produce:12', { point: 'processor.after-produce', pass: 12 }],
    ['processor.after-produce:x', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('given CRASH_AT=%p in a test, when planned, then %p', (CRASH_AT, plan) => {
    expect(crashPlan({ NODE_ENV: 'test', CRASH_AT })).toEqual(plan);
  });

  it('given any other environment, when planned, then never', () => {
    expect(crashPlan({ NODE_ENV: 'production', CRASH_AT: 'processor.after-produce' })).toBeUndefined();
    expect(crashPlan({ CRASH_AT: 'processor.after-produce' })).toBeUndefined();
  });
});
