import { describe, expect, it } from '@jest/globals';

import { pastTime } from './past-time.js';

const NOW = new Date('2026-03-29T14:00:00Z');

describe('pastTime', () => {
  it.each([
    ['2026-03-29T16:00:00+02:00', '2026-03-29T14:00:00Z'],
    ['90m', '2026-03-29T12:30:00.000Z'],
    ['2h', '2026-03-29T12:00:00.000Z'],
  ])('given %s, when read, then it is a time in UTC', (text, time) => {
    expect(pastTime(text, undefined, NOW)).toBe(time);
  });

  it.each(['', 'yesterday', '2026-02-30T00:00:00Z', '-1h', '999999999h'])(
    'given %j, when read, then it is refused',
    (text) => {
      expect(() => pastTime(text, undefined, NOW)).toThrow('A time such as');
    },
  );
});
