import { describe, expect, it } from '@jest/globals';

import { parseDate, utcText } from './iso-date.js';

describe('parseDate', () => {
  it.each(['2000-01-01', '2000-02-29', '2024-02-29', '2026-03-29', '2100-12-31', '2101-01-01'])(
    'given %s, when read, then it is a date',
    (date) => {
      expect(parseDate(date)).toBe(date);
    },
  );

  it.each([
    ...['1999-12-31', '2101-01-02', '9999-01-01', '0026-03-29', '-02026-03-29', '+002026-03-29'],
    ...['2026-02-29', '2026-02-30', '2100-02-29', '2026-04-31', '2026-01-32', '2026-13-01', '2026-00-01', '2026-01-00'],
    ...['', '2026', '2026-03', '2026-3-29', '20260329', '2026/03/29', '2026-W13-7', '2026-088', '29-03-2026'],
    ...[
      '2026-03-29\n',
      ' 2026-03-29',
      '2026-03-29Z',
      '2026-03-29T00:00:00Z',
      '٢٠٢٦-03-29',
      '2026-03-29\0',
      '2026‐03‐29',
    ],
  ])('given %p, when read, then it is refused', (text) => {
    expect(parseDate(text)).toBeUndefined();
  });
});

describe('utcText', () => {
  it.each([
    '2000-01-01T00:00:00Z',
    '2026-03-29T01:30:00Z',
    '2026-03-29T23:59:59Z',
    '2100-12-31T18:15:01Z',
    '1969-12-31T23:45:00Z',
  ])('given %s, when its instant is written, then it is the same text', (text) => {
    expect(utcText(Date.parse(text))).toBe(text);
  });
});
