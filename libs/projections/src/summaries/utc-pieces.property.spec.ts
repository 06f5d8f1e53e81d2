import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { LENGTHS, type UtcUnit } from './bucket-tables.js';
import { piecesBetween, type Piece } from './utc-pieces.js';

const UNITS: readonly UtcUnit[] = ['shift', 'hour', 'quarter'];

/** `[start, end)` of each unit, in order. */
function intervalsOf(pieces: readonly Piece[]): readonly (readonly [number, number])[] {
  return pieces
    .flatMap((piece) => {
      const length = LENGTHS[piece.unit];
      return startsOf(piece, length).map((start) => [start, start + length] as const);
    })
    .sort(([one], [other]) => one - other);
}

function startsOf(piece: Piece, length: number): readonly number[] {
  if ('starts' in piece) return piece.starts;
  const { from, to, but } = piece;
  const first = Math.ceil(from / length) * length;
  const all = Array.from({ length: Math.max(0, Math.ceil((to - first) / length)) }, (_, n) => first + n * length);
  return all.filter((start) => !but.has(start));
}

describe('piecesBetween', () => {
  const borders = fc
    .uniqueArray(fc.integer({ min: -200, max: 2_000 }), { minLength: 2, maxLength: 40 })
    .map((quarters) => quarters.map((it) => it * LENGTHS.quarter).sort((one, other) => one - other));

  it('given borders on quarters, when cut, then the pieces follow each other from the first to the last, and none is over one', () => {
    fc.assert(
      fc.property(borders, (given) => {
        const intervals = intervalsOf(piecesBetween(given, UNITS));
        const ends = [given.at(0), ...intervals.map(([, end]) => end)];

        expect(intervals.map(([start]) => start)).toEqual(ends.slice(0, -1));
        expect(ends.at(-1)).toBe(given.at(-1));
        expect(given.filter((border) => intervals.some(([start, end]) => start < border && border < end))).toEqual([]);
      }),
    );
  });

  it('given borders on the longest unit, when cut, then it is made of that alone', () => {
    const days = [0, 24, 48].map((hours) => hours * LENGTHS.hour);

    expect(piecesBetween(days, UNITS)).toEqual([{ unit: 'shift', from: days[0], to: days[2], but: new Set() }]);
  });
});
