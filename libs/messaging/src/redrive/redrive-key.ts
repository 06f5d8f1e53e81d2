import type { DatabaseTransaction } from '@app/database';

import { decodeRecord, type Entry } from '../reader/entry.js';
import { refusalOf, type Refusal } from '../reader/parking.js';
import { PositionStore } from '../reader/position-store.js';
import type { ReadEvent } from '../reader/read-batch.js';
import type { ReaderOptions } from '../reader/reader-options.js';
import { applyLongestPrefix } from './apply-longest-prefix.js';
import { loadParked, storeRefusal, unpark } from './parked-of-place.js';
import { lockRequest, storeResult, type RedriveRequest, type RedriveResult } from './redrive-requests.js';

/** So many records of a key are applied in one transaction; batches of the partition wait that long. */
const MAX_RECORDS = 2_000;

/** What the records of a place come to. */
interface Redriven {
  /** Records that leave the parking, from the first on. */
  readonly done: number;
  readonly applied: number;
  /** Of the record after those. */
  readonly refusal: Refusal | undefined;
}

/**
 * Applies a key's parked records in order, in one transaction with the lock that batches of the partition take: what is
 * appended meanwhile is either parked behind them already or comes after. A record that is refused again stays parked,
 * and so does what is behind it.
 *
 * @param live whether the reader has come to the log's end in this partition
 * @returns undefined when somebody else does it or has done it
 * @throws whatever is no fault of the data
 */
export async function redriveKey(
  transaction: DatabaseTransaction,
  options: ReaderOptions,
  request: RedriveRequest,
  live: boolean,
): Promise<RedriveResult | undefined> {
  if (!(await lockRequest(transaction, request.id))) return undefined;
  const positions = new PositionStore(options.reader, options.topic);
  await positions.lock(transaction, request.partition);
  const { records, total } = await loadParked(transaction, request, MAX_RECORDS);
  const entries = records.map((record) => decodeRecord(record, options.subscription));
  // Where something stays parked, that may be the outcome of what is applied: nothing may be decided at once.
  const { done, applied, refusal } = await apply(transaction, options, entries, live && records.length === total);
  const left = records.slice(0, done).map(({ offset }) => offset);
  await unpark(transaction, request, left);
  await positions.addParked(transaction, request.partition, -left.length);
  const refused = records[done];
  if (refusal !== undefined && refused !== undefined) await storeRefusal(transaction, request, refused.offset, refusal);
  const result = resultOf({ done, applied, refusal }, total);
  await storeResult(transaction, request.id, result);
  return result;
}

async function apply(
  transaction: DatabaseTransaction,
  { topic, apply: applyBatch }: ReaderOptions,
  entries: readonly Entry[],
  live: boolean,
): Promise<Redriven> {
  const poisonAt = entries.findIndex(({ poison }) => poison !== undefined);
  const sound = poisonAt === -1 ? entries : entries.slice(0, poisonAt);
  const { length: done, error } = await applyLongestPrefix(transaction, sound, async (part) => {
    const events = eventsOf(part);
    const [first] = events;
    if (first === undefined) return;
    const slice = { partition: first.partition, events, live: live && part.length === entries.length };
    await applyBatch({ topic, slices: [slice], transaction });
  });
  const cause = error ?? entries[done]?.poison;
  return {
    done,
    applied: eventsOf(entries.slice(0, done)).length,
    refusal: cause === undefined ? undefined : refusalOf(cause),
  };
}

/** Records of a type that is no longer subscribed to have none. */
function eventsOf(entries: readonly Entry[]): ReadEvent[] {
  return entries.flatMap(({ read }) => read ?? []);
}

function resultOf({ done, applied, refusal }: Redriven, total: number): RedriveResult {
  const remaining = total - done;
  const errorMessage = refusal?.message ?? null;
  if (total === 0) return { state: 'nothing_parked', applied, remaining, errorMessage };
  if (remaining === 0) return { state: 'redriven', applied, remaining, errorMessage };
  return { state: refusal === undefined ? 'requested' : 'still_parked', applied, remaining, errorMessage };
}
