import type { Database } from '@app/database';

import type { LogAdmin, OffsetRange } from '../log/log-admin.js';
import type { OwnedPartition, PositionName } from './owned-partition.js';
import { PositionStore, type StoredPosition } from './position-store.js';
import { LogMismatchError } from './reader.errors.js';

/** Loads positions and holds them against the log. @throws LogMismatchError when it is not the log that was read before */
export async function takeOver(
  name: PositionName,
  engines: { readonly admin: LogAdmin; readonly database: Database },
  partitions: readonly number[],
): Promise<Map<number, OwnedPartition>> {
  if (partitions.length === 0) return new Map();
  const store = new PositionStore(name.reader, name.topic);
  const [positions, ranges] = await Promise.all([
    store.load(engines.database, partitions),
    engines.admin.offsets(name.topic),
  ]);
  return new Map(
    partitions.map((partition) => {
      const position = positions.get(partition) ?? { next: 0, lastEventId: '' };
      const range = ranges.get(partition) ?? { low: 0, end: -1 };
      checkRange(name, partition, position.next, range);
      return [partition, ownedFrom(position, range)];
    }),
  );
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
