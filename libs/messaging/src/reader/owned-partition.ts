import type { EventType } from '@app/contracts';

import type { LogRecord } from '../log/log-record.js';
import type { LogSlice } from '../log/log-source.js';
import { decodeSlice, eventIdOf, type Chunk } from './entry.js';
import { LogMismatchError } from './reader.errors.js';

/** Whose position it is, for messages. */
export interface PositionName {
  readonly reader: string;
  readonly topic: string;
}

/** What a reader knows of a partition that it owns. */
export interface OwnedPartition {
  /** The next offset expected from the log. */
  cursor: number;
  /** The next offset to be applied: what PostgreSQL holds. */
  applied: number;
  /** The log's end when the partition was assigned: from there on events are live. */
  readonly liveFrom: number;
  /** What the record before the position must carry; checked when that record comes first. */
  proof: { readonly offset: number; readonly eventId: string } | undefined;
  /** Failed attempts since the last success. */
  failures: number;
  /** True between a failure and the next delivery: what still arrives belongs to the failed attempt. */
  held: boolean;
  /** Where the log went on the last time it skipped offsets: believed when it does so again. */
  gapTo: number | undefined;
}

/**
 * Takes a delivered slice as the next chunk to apply.
 *
 * @returns the chunk; `nothing-new` when it held no more than the record that proves the position; `out-of-step` when it
 * does not begin at the cursor: the partition must be taken over anew, as the slice may be from before a rewind, or kafkajs
 * may have started over in a log that is another one by now
 * @throws LogMismatchError when the record before the position is not the one that was read before
 */
export function accept(
  name: PositionName,
  owned: OwnedPartition,
  slice: LogSlice,
  subscription: ReadonlySet<EventType>,
): Chunk | 'nothing-new' | 'out-of-step' {
  const [first] = slice.records;
  if (first === undefined) return 'nothing-new';
  if (first.offset !== owned.cursor && !isKnownGap(owned, first.offset)) {
    owned.gapTo = first.offset;
    return 'out-of-step';
  }
  checkProof(name, owned, first);
  const start = owned.cursor;
  if (slice.end <= start) return 'nothing-new';
  owned.cursor = slice.end;
  return decodeSlice(slice, start, subscription);
}

/** Offsets that are skipped again after they were asked for are not in the log. */
function isKnownGap({ cursor, gapTo }: OwnedPartition, offset: number): boolean {
  return offset > cursor && offset === gapTo;
}

/** A partition that was taken over again after a failure. It has failed no more once it moved on or has nothing left. */
export function resumed(before: OwnedPartition, now: OwnedPartition): OwnedPartition {
  const { liveFrom, failures, gapTo } = before;
  const isWell = now.applied > before.applied || now.applied >= now.liveFrom;
  return { ...now, liveFrom, failures: isWell ? 0 : failures, gapTo };
}

/** Holds partitions back after a failure. @returns how often the worst of them has failed in a row */
export function holdBack(owned: ReadonlyMap<number, OwnedPartition>, partitions: readonly number[]): number {
  let failures = 0;
  for (const partition of partitions) {
    const it = owned.get(partition);
    if (it === undefined) continue;
    it.held = true;
    it.failures += 1;
    failures = Math.max(failures, it.failures);
  }
  return failures;
}

function checkProof(name: PositionName, owned: OwnedPartition, first: LogRecord): void {
  const { proof } = owned;
  if (proof === undefined) return;
  const found = first.offset === proof.offset ? eventIdOf(first) : 'missing';
  if (found !== proof.eventId) {
    const detail = `the record at ${String(proof.offset)} was ${proof.eventId} and is ${found} now: this is another log`;
    throw new LogMismatchError(name.reader, name.topic, first.partition, detail);
  }
  owned.proof = undefined;
  owned.cursor = owned.applied;
}
