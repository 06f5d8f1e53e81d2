import { describe, expect, it } from '@jest/globals';

import { currencyExponent } from './currencies.js';

describe('currencyExponent', () => {
  it.each([
    ['USD', 2],
    ['EUR', 2],
    ['IRR', 2],
    ['HUF', 2],
    ['MRU', 2],
    ['MGA', 2],
    ['IQD', 3],
    ['KWD', 3],
    ['TND', 3],
    ['JPY', 0],
    ['ISK', 0],
    ['UGX', 0],
    ['VND', 0],
    ['UYI', 0],
    ['CLF', 4],
    ['UYW', 4],
  ])("given the active code %s, when asked, then it has the standard's %i decimals, not Intl's", (code, exponent) => {
    expect(currencyExponent(code)).toBe(exponent);
  });

  it.each(['XAU', 'XXX', 'XTS', 'XDR', 'HRK', 'BGN', 'ANG', 'usd', 'US', '', '__proto__', 'constructor'])(
    'given %p, which is no active currency with a minor unit, when asked, then there is no exponent',
    (code) => {
      expect(currencyExponent(code)).toBeUndefined();
    },
  );
});
