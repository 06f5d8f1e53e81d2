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
 * @returns the chunk; `nothing-new` for records from before the cursor; `gap` when offsets were skipped, which must be
 * asked for once more, since a slice from before a rewind would look the same
 * @throws LogMismatchError when the record before the position is not the one that was read before
 */
export function accept(
  name: PositionName,
  owned: OwnedPartition,
  slice: LogSlice,
  subscription: ReadonlySet<EventType>,
): Chunk | 'nothing-new' | 'gap' {
  const first = slice.records.find((record) => record.offset >= owned.cursor);
  if (first === undefined) return 'nothing-new';
  if (first.offset !== owned.cursor && first.offset !== owned.gapTo) {
    owned.gapTo = first.offset;
    return 'gap';
  }
  checkProof(name, owned, first);
  const start = owned.cursor;
  if (slice.end <= start) return 'nothing-new';
  owned.cursor = slice.end;
  return decodeSlice(slice, start, subscription);
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
