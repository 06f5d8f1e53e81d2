import { describe, expect, it } from '@jest/globals';

import { validTraceparent } from './traceparent.js';

const VALID = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('the traceparent header', () => {
  it('given a valid one, when read, then it is handed on as it is', () => {
    expect(validTraceparent(VALID)).toBe(VALID);
  });

  it.each([
    undefined,
    '',
    VALID.toUpperCase(),
    VALID.slice(0, -1),
    `${VALID}-00`,
    `ff${VALID.slice(2)}`,
    '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01',
  ])('given %j, when read, then it is left out', (header) => {
    expect(validTraceparent(header)).toBeUndefined();
  });
});
