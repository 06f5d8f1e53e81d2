import { describe, expect, it } from '@jest/globals';

import { durationMs, httpUrl, perSecond, share, wholeNumber } from './option-parsers.js';

describe('option parsers', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
  ])('given the duration %s, when parsed, then it is in ms', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });

  it.each(['0', '1', '0.25', '.5', '1.0'])('given the share %s, when parsed, then it is a number', (text) => {
    expect(share(text)).toBe(Number(text));
  });

  it.each(['50', '50/s'])('given the rate %s, when parsed, then it is per second', (text) => {
    expect(perSecond(text)).toBe(50);
  });

  it.each([
    [durationMs, ['', '30', 's', '-1s', '1.5s', '1d']],
    [share, ['', '-0.1', '1.01', '2', '1e-1', 'half', '٠']],
    [wholeNumber(1, 10), ['', '0', '11', '1.5', '-1', '1e1', ' 1']],
    [perSecond, ['', '0', '/s', '5/m', '1.5/s']],
    [httpUrl, ['', '127.0.0.1:3000', 'ftp://host/']],
  ])('given nonsense, when parsed, then it is refused', (parse, texts) => {
    for (const text of texts) expect(() => parse(text)).toThrow();
  });
});
