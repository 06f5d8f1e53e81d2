import { randomUUID } from 'node:crypto';

import { isDataError, planByKeyOnly, type DatabaseTransaction } from '@app/database';
import { readLog, type LogRecord, type LogSource, type OffsetRange } from '@app/messaging';
import type { Generation } from '@app/projections';
import { compareTables, type Comparison } from '@app/rebuild';

import { KEPT, type Findings } from './findings.js';
import type { LiveModel } from './live-models.js';
import { LogReplay, type Refused } from './log-replay.js';
import { provePosition } from './prove-position.js';
import { reportComparison } from './report-comparison.js';
import { withScratchTables } from './scratch-tables.js';
import { placeOf, type StoredReader } from './stored-readers.js';

/** A read model to be computed once more. */
export interface Recomputation extends LiveModel {
  readonly reader: StoredReader;
  /** What the log holds. */
  readonly ranges: ReadonlyMap<number, OffsetRange>;
  readonly source: LogSource;
  readonly onRecords: (records: number) => void;
}

/** What came of it. */
export interface Recomputed {
  readonly projection: string;
  readonly generation: number;
  /** Records before the positions. */
  readonly events: number;
  readonly equal: boolean;
  readonly tables: readonly { readonly table: string; readonly rows: number; readonly differing: number }[];
}

/**
 * Applies the log up to a read model's positions once more, to tables that only the snapshot's transaction sees, and names
 * every row that differs.
 */
export async function recompute(
  snapshot: DatabaseTransaction,
  recomputation: Recomputation,
  findings: Findings,
): Promise<Recomputed> {
  const { projection, generation } = recomputation;
  const before = new Map<number, LogRecord>();
  const attempt = (careful: boolean): Promise<Attempt> =>
    withScratchTables(snapshot, projection, generation, async (scratch, schema) => {
      const refused = await replay(snapshot, recomputation, { scratch, careful, before });
      return { refused, comparison: await compareTables(snapshot, generation.schema, schema, { named: KEPT }) };
    });
  // Nearly always everything can be applied. Savepoints, once there are more than 64, slow down every other session.
  const { refused, comparison } = await attempt(false).catch((error: unknown) => {
    if (!isDataError(error)) throw error;
    return attempt(true);
  });
  provePositions(recomputation, before, findings);
  for (const { partition, offset, why: detail } of refused) {
    findings.add({ kind: 'not-applicable', projection: projection.name, partition, offset, detail });
  }
  reportComparison(projection.name, comparison, findings);
  return {
    projection: projection.name,
    generation: generation.generation,
    events: recordsOf(recomputation),
    equal: comparison.equal,
    tables: comparison.tables.map(({ table, rows, differing }) => ({ table, rows: rows.live, differing })),
  };
}

/** How many records a recomputation reads. */
export function recordsOf(recomputation: Pick<Recomputation, 'reader' | 'ranges'>): number {
  return [...readRanges(recomputation).values()].reduce((sum, { low, end }) => sum + Math.max(0, end - low), 0);
}

interface Attempt {
  readonly refused: readonly Refused[];
  readonly comparison: Comparison;
}

interface Replaying {
  readonly scratch: Generation;
  readonly careful: boolean;
  /** Filled with the last record of each partition. */
  readonly before: Map<number, LogRecord>;
}

async function replay(
  snapshot: DatabaseTransaction,
  recomputation: Recomputation,
  { scratch, careful, before }: Replaying,
): Promise<readonly Refused[]> {
  const { projection, source, reader, onRecords } = recomputation;
  const ranges = readRanges(recomputation);
  const places = new Map([...ranges.keys()].map((partition) => [partition, placeOf(reader, partition)]));
  const replayed = new LogReplay(snapshot, projection, scratch, careful);
  await planByKeyOnly(snapshot, true);
  const group = `tidemark.verify-${randomUUID()}`;
  for await (const { partition, records } of readLog({ source, topic: projection.topic, group, ranges })) {
    const place = places.get(partition);
    if (place === undefined) continue;
    for (const record of records) await replayed.add(record, place);
    const last = records.at(-1);
    if (last !== undefined) before.set(partition, last);
    onRecords(records.length);
  }
  const refused = await replayed.finish();
  await planByKeyOnly(snapshot, false);
  return refused;
}

/** Up to the reader's positions, as far as the log holds that. */
function readRanges({ reader, ranges }: Pick<Recomputation, 'reader' | 'ranges'>): Map<number, OffsetRange> {
  return new Map(
    [...ranges].map(([partition, { low, end }]) => {
      const next = reader.positions.get(partition)?.next ?? 0;
      return [partition, { low, end: Math.min(next, end) }];
    }),
  );
}

function provePositions(
  { reader, ranges }: Recomputation,
  before: ReadonlyMap<number, LogRecord>,
  findings: Findings,
): void {
  for (const partition of reader.positions.keys()) {
    const place = placeOf(reader, partition);
    const low = ranges.get(partition)?.low ?? 0;
    if (place.next > low) provePosition(place, partition, before.get(partition), findings);
  }
}
