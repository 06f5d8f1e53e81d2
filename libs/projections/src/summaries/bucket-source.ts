import { arrayParameter, type DatabaseTransaction } from '@app/database';
import { startOfDay, utcText, ZoneDays, type Bucket } from '@app/domain';
import { sql, type RawBuilder } from 'kysely';

import { instantOf } from '../sql/instants.js';
import type { BucketSums } from './add-up.js';
import { LENGTHS, type Unit, type UtcUnit } from './bucket-tables.js';
import { extentOf, rowsOf, sumsBy, typeOf, type Rows, type Subject, type UnitRange } from './stored-sums.js';
import { piecesBetween, type Piece } from './utc-pieces.js';

/** Tables of one generation, and of whom they are asked. */
export interface Stored {
  readonly transaction: DatabaseTransaction;
  readonly schema: string;
  readonly subject: Subject;
}

/** Where the sums of one zone's days, weeks and months come from. */
export interface BucketSource {
  /** First and last ISO date in a range of such that has rows, to within an hour; undefined when none has. */
  readonly extent: (dates: UnitRange) => Promise<{ readonly first: string; readonly last: string } | undefined>;
  /** Buckets follow each other without a gap; those without rows are left out. */
  readonly sums: (buckets: readonly Bucket[]) => Promise<readonly BucketSums<Bucket>[]>;
}

/** Days of the reporting zone are stored as such. */
export function reportingDays({ transaction, schema, subject }: Stored): BucketSource {
  return {
    extent: (dates) => extentOf(transaction, rowsOf(schema, 'day', subject, dates)),
    sums: (buckets) => {
      const starts = buckets.map(({ from }) => from);
      const rows = rowsOf(schema, 'day', subject, { from: starts.at(0), to: buckets.at(-1)?.to });
      return sumsIn(transaction, buckets, { unit: 'day', starts, rows });
    },
  };
}

/** Another zone's days are made of UTC's units. */
export function otherDays(stored: Stored, timeZone: string): BucketSource {
  const { transaction, schema, subject } = stored;
  const units = UNITS_OF[subject.merchantId === undefined ? 'everybody' : 'merchant'];
  const startOf = (date: string | undefined): number | undefined =>
    date === undefined ? undefined : startOfDay(timeZone, date);
  return {
    extent: async ({ from, to }) => {
      const length = LENGTHS[units.extent];
      const range = rangeOf(floorTo(length, startOf(from)), startOf(to));
      const extent = await extentOf(transaction, rowsOf(schema, units.extent, subject, range));
      if (extent === undefined) return undefined;
      const days = new ZoneDays(timeZone);
      const lastInstant = Date.parse(instantOf(extent.last)) + length - 1;
      return { first: days.dayOf(instantOf(extent.first)), last: days.dayOf(lastInstant) };
    },
    sums: (buckets) => {
      const borders = buckets.map(({ start }) => start);
      const pieces = piecesBetween([...borders, ...buckets.slice(-1).map(({ end }) => end)], units.sums);
      const rows = pieces.map((piece) => rowsOfPiece(stored, piece));
      return sumsIn(transaction, buckets, {
        ...{ unit: 'quarter', starts: borders.map(utcText) },
        rows: sql.join(rows, sql` UNION ALL `),
      });
    },
  };
}

/** Of which units sums are made, the longest first, and to which a range with rows is found. */
const UNITS_OF = {
  everybody: { sums: ['shift', 'hour', 'quarter'], extent: 'hour' },
  // Most of them have fewer transactions than the year has hours.
  merchant: { sums: ['quarter'], extent: 'quarter' },
} as const satisfies Readonly<Record<string, { readonly sums: readonly UtcUnit[]; readonly extent: UtcUnit }>>;

async function sumsIn(
  transaction: DatabaseTransaction,
  buckets: readonly Bucket[],
  { unit, starts, rows }: { readonly unit: Unit; readonly starts: readonly string[]; readonly rows: Rows },
): Promise<readonly BucketSums<Bucket>[]> {
  const numbered = await sumsBy<number>(
    transaction,
    sql`width_bucket(at, ${arrayParameter(starts)}::${typeOf(unit)}[])`,
    rows,
  );
  return numbered.flatMap((row) => {
    const bucket = buckets[row.key - 1];
    return bucket === undefined ? [] : [{ ...row, key: bucket }];
  });
}

function floorTo<Time extends number | undefined>(length: number, time: Time): Time | number {
  return time === undefined ? time : Math.floor(time / length) * length;
}

function rowsOfPiece({ schema, subject }: Stored, piece: Piece): Rows {
  const start = sql.ref(piece.unit);
  if ('starts' in piece) {
    return rowsOf(
      schema,
      piece.unit,
      subject,
      rangeOf(undefined, undefined),
      sql`${start} = ANY (${instants(piece.starts)})`,
    );
  }
  const others = piece.but.size === 0 ? undefined : sql`${start} <> ALL (${instants([...piece.but])})`;
  return rowsOf(schema, piece.unit, subject, rangeOf(piece.from, piece.to), others);
}

function rangeOf(from: number | undefined, to: number | undefined): UnitRange {
  return { from: from === undefined ? undefined : utcText(from), to: to === undefined ? undefined : utcText(to) };
}

function instants(epochMs: readonly number[]): RawBuilder<unknown> {
  return sql`${arrayParameter(epochMs.map(utcText))}::timestamptz[]`;
}
