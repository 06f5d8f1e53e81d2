import type { Database } from '@app/database';

import type { LogAdmin, OffsetRange } from '../log/log-admin.js';
import type { OwnedPartition, PositionName } from './owned-partition.js';
import { PositionStore, type StoredPosition } from './position-store.js';
import { LogMismatchError } from './reader.errors.js';

/** Whose positions they are, and where they begin while there are none. */
export interface PositionStart extends PositionName {
  /** `beginning` when left out. */
  readonly startAt?: 'beginning' | 'end';
}

interface TakeOverEngines {
  readonly admin: LogAdmin;
  readonly database: Database;
}

/** Loads positions and holds them against the log. @throws LogMismatchError when it is not the log that was read before */
export async function takeOver(
  start: PositionStart,
  engines: TakeOverEngines,
  partitions: readonly number[],
): Promise<Map<number, OwnedPartition>> {
  if (partitions.length === 0) return new Map();
  const positions = await positionsOf(start, engines, partitions);
  // Asked for later than the positions: another process may have moved those to what the log's end is only now.
  const ranges = await engines.admin.offsets(start.topic);
  return new Map(
    partitions.map((partition) => {
      const position = positions.get(partition) ?? { next: 0, lastEventId: '' };
      const range = ranges.get(partition) ?? { low: 0, end: -1 };
      checkRange(start, partition, position.next, range);
      return [partition, ownedFrom(position, range)];
    }),
  );
}

/** Missing positions are made first. */
async function positionsOf(
  start: PositionStart,
  { admin, database }: TakeOverEngines,
  partitions: readonly number[],
): Promise<ReadonlyMap<number, StoredPosition>> {
  const store = new PositionStore(start.reader, start.topic);
  const known = await store.load(database, partitions);
  if (partitions.every((partition) => known.has(partition))) return known;
  if (start.startAt === 'end') {
    // Of the whole topic: a partition that is assigned in an hour must not begin an hour later than the others.
    const ranges = await admin.offsets(start.topic);
    await store.place(database, new Map([...ranges].map(([partition, { end }]) => [partition, end])));
  } else {
    await store.place(database, new Map(partitions.map((partition) => [partition, 0])));
  }
  return store.load(database, partitions);
}

/**
 * Holds the log against positions while they are read: when offsets are gone kafkajs quietly starts over where the log
 * begins now, and where nothing is written nothing else would show it.
 *
 * @throws LogMismatchError, LogUnreachableError
 */
export async function checkPositions(
  name: PositionName,
  admin: LogAdmin,
  owned: ReadonlyMap<number, OwnedPartition>,
): Promise<void> {
  const positions = new Map([...owned].map(([partition, { applied }]) => [partition, applied]));
  const ranges = await admin.offsets(name.topic);
  for (const [partition, position] of positions) {
    const range = ranges.get(partition);
    if (range !== undefined) checkRange(name, partition, position, range);
  }
}

function checkRange(name: PositionName, partition: number, next: number, { low, end }: OffsetRange): void {
  if (low > next) {
    const detail = `the log begins at ${String(low)}, after the position ${String(next)}`;
    throw new LogMismatchError(name.reader, name.topic, partition, detail);
  }
  if (end < next) {
    const detail = `the log ends at ${String(end)}, before the position ${String(next)}`;
    throw new LogMismatchError(name.reader, name.topic, partition, detail);
  }
}

function ownedFrom({ next, lastEventId }: StoredPosition, { low, end }: OffsetRange): OwnedPartition {
  const provable = next > low && lastEventId !== '';
  return {
    cursor: provable ? next - 1 : next,
    applied: next,
    liveFrom: end,
    proof: provable ? { offset: next - 1, eventId: lastEventId } : undefined,
    failures: 0,
    held: false,
    gapTo: undefined,
  };
}
