import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isSameInstant, parseInstant } from './parse-instant.js';

const SEED = 20_260_329;
const RUNS = { seed: SEED, numRuns: 2_000 };

describe('parseInstant', () => {
  it.each([
    ['2026-03-29T01:30:00Z', '2026-03-29T01:30:00Z'],
    ['2026-03-29t01:30:00z', '2026-03-29T01:30:00Z'],
    ['2026-03-29T03:30:00+02:00', '2026-03-29T01:30:00Z'],
    ['2026-03-29T05:15:00.5+03:45', '2026-03-29T01:30:00.5Z'],
    ['2025-12-31T23:30:00-00:30', '2026-01-01T00:00:00Z'],
    ['2026-03-29T01:30:00-00:00', '2026-03-29T01:30:00Z'],
    ['2026-03-29T01:30:00.123456Z', '2026-03-29T01:30:00.123456Z'],
    ['2026-03-29T01:30:00.123456999Z', '2026-03-29T01:30:00.123456Z'],
    ['2026-03-29T01:30:00.100Z', '2026-03-29T01:30:00.1Z'],
    ['2026-03-29T01:30:00.000Z', '2026-03-29T01:30:00Z'],
    ['2026-03-29T01:30:00.0000009+00:00', '2026-03-29T01:30:00Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00Z'],
    ['2000-01-01T00:00:00Z', '2000-01-01T00:00:00Z'],
    ['1999-12-31T23:30:00-00:30', '2000-01-01T00:00:00Z'],
    ['2100-12-31T23:59:59.999999Z', '2100-12-31T23:59:59.999999Z'],
    ['2101-01-01T00:59:59+01:00', '2100-12-31T23:59:59Z'],
    [`2026-03-29T01:30:00.${'1'.repeat(60_000)}Z`, '2026-03-29T01:30:00.111111Z'],
  ])('given %.60p, when parsed, then it is %p', (text, canonical) => {
    expect(parseInstant(text)).toBe(canonical);
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2100-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-W01-1',
    '2026-W01-1T00:00:00Z',
    '2026-060T00:00:00Z',
    '2026-02-30',
    '2026-03-29',
    '2026-03-29T01:30Z',
    '2026-03-29T01:30:00',
    '2026-03-29 01:30:00Z',
    '2026-03-29T24:00:00Z',
    '2026-03-29T01:60:00Z',
    '2016-12-31T23:59:60Z',
    '2026-03-29T01:30:00.Z',
    '2026-03-29T01:30:00,5Z',
    '2026-03-29T01:30:00+0200',
    '2026-03-29T01:30:00+02',
    '2026-03-29T01:30:00+24:00',
    '2026-03-29T01:30:00+02:60',
    '2026-03-29T01:30:00Z\n',
    ' 2026-03-29T01:30:00Z',
    '٢٠٢٦-03-29T01:30:00Z',
    '+002026-03-29T01:30:00Z',
    '9999-12-31T23:59:59Z',
    '0099-12-31T23:30:00-01:00',
    '1999-12-31T23:59:59.999999Z',
    '2000-01-01T00:00:00+00:01',
    '2101-01-01T00:00:00Z',
    '2100-12-31T23:59:59-00:01',
    '',
    1_774_747_800_000,
    null,
    undefined,
    new Date(0),
  ])('given %p, when parsed, then it is refused', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it(`given any local time and offset (seed ${String(SEED)}), when parsed, then it agrees with Date`, () => {
    const two = (value: number): string => String(value).padStart(2, '0');
    const parts = fc.record({
      year: fc.integer({ min: 1998, max: 2102 }),
      month: fc.integer({ min: 0, max: 13 }),
      day: fc.integer({ min: 0, max: 32 }),
      seconds: fc.integer({ min: 0, max: 86_399 }),
      micros: fc.option(fc.integer({ min: 0, max: 999_999 })),
      offset: fc.option(fc.integer({ min: -1_439, max: 1_439 })),
    });
    fc.assert(
      fc.property(parts, ({ year, month, day, seconds, micros, offset }) => {
        const date = `${String(year)}-${two(month)}-${two(day)}`;
        const time = `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
        const fraction = micros === null ? '' : `.${String(micros).padStart(6, '0')}`;
        const minutes = Math.abs(offset ?? 0);
        const sign = (offset ?? 0) < 0 ? '-' : '+';
        const zone = offset === null ? 'Z' : `${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

        const isReal = new Date(Date.UTC(year, month - 1, day)).toISOString().startsWith(date);
        const instant = Date.parse(`${date}T${time}${zone}`);
        const isInRange = instant >= Date.parse('2000-01-01T00:00:00Z') && instant < Date.parse('2101-01-01T00:00:00Z');
        const trimmed = micros === null || micros === 0 ? '' : fraction.replace(/0+$/u, '');
        const expected =
          isReal && isInRange ? new Date(instant).toISOString().replace('.000Z', `${trimmed}Z`) : undefined;

        const canonical = parseInstant(`${date}T${time}${fraction}${zone}`);
        expect(canonical).toBe(expected);
        if (canonical !== undefined) expect(parseInstant(canonical)).toBe(canonical);
      }),
      RUNS,
    );
  });

  it(`given any text at all (seed ${String(SEED)}), when parsed, then there is no exception`, () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.anything()), (value) => {
        expect(['string', 'undefined']).toContain(typeof parseInstant(value));
      }),
      RUNS,
    );
  });
});

describe('isSameInstant', () => {
  it.each([
    ['2026-03-29T01:30:00Z', '2026-03-29T01:30:00Z', true],
    ['2026-03-29T01:30:00.100Z', '2026-03-29T01:30:00.1Z', true],
    ['2026-03-29T01:30:00.1Z', '2026-03-29T01:30:00.10001Z', false],
    ['1990-01-01T00:00:00Z', '1991-01-01T00:00:00Z', false],
  ])('given %p and %p, when compared, then the answer is %p', (one, other, same) => {
    expect(isSameInstant(one, other)).toBe(same);
  });
});
