import { LENGTHS, type UtcUnit } from './bucket-tables.js';

/** Some units of one length, by their starts in epoch milliseconds. */
export type Piece = { readonly unit: UtcUnit } & (
  | { readonly starts: readonly number[] }
  /** From the first up to, not including, the second, but for some. */
  | { readonly from: number; readonly to: number; readonly but: ReadonlySet<number> }
);

/**
 * What lies between the first and the last border, nothing of it twice and nothing over a border: the longest units; in the
 * place of each that a border cuts, the next shorter ones; and so on. Borders are on the shortest.
 *
 * @param units the longest first
 */
export function piecesBetween(borders: readonly number[], units: readonly UtcUnit[]): readonly Piece[] {
  const [from, to] = [borders.at(0) ?? 0, borders.at(-1) ?? 0];
  const pieces: Piece[] = [];
  let longer: Cut | undefined;
  for (const unit of units) {
    const length = LENGTHS[unit];
    const cut = { starts: startsOfCut(borders, length), length };
    if (longer === undefined) {
      pieces.push({ unit, from, to, but: cut.starts });
    } else {
      const starts = partsOf(longer, length).filter((it) => it >= from && it < to && !cut.starts.has(it));
      if (starts.length > 0) pieces.push({ unit, starts });
    }
    longer = cut;
  }
  return pieces;
}

/** Units of one length that begin before a border and end after it. */
interface Cut {
  readonly starts: ReadonlySet<number>;
  readonly length: number;
}

function startsOfCut(borders: readonly number[], length: number): ReadonlySet<number> {
  return new Set(
    borders.map((border) => Math.floor(border / length) * length).filter((start, n) => start !== borders[n]),
  );
}

function partsOf({ starts, length }: Cut, partLength: number): readonly number[] {
  const offsets = Array.from({ length: length / partLength }, (_, n) => n * partLength);
  return [...starts].flatMap((start) => offsets.map((offset) => start + offset));
}
