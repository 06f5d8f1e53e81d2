import { isDataError, type Database, type DatabaseTransaction } from '@app/database';

import { eraserOf, eventIdOf, halveChunk, type Chunk, type Entry } from './entry.js';
import {
  firstParked,
  forgetParked,
  park,
  refusalOf,
  WAITS_BEHIND_KEY,
  type ParkedRecord,
  type Refusal,
} from './parking.js';
import { PositionStore, type PositionStep } from './position-store.js';
import type { ReadEvent, ReadSlice } from './read-batch.js';
import type { ReaderOptions } from './reader-options.js';

/** Applies chunks: position, parking and the reader's own data in one transaction. */
export class BatchApplier {
  private readonly positions: PositionStore;

  constructor(
    private readonly options: ReaderOptions,
    private readonly database: Database,
  ) {
    this.positions = new PositionStore(options.reader, options.topic);
  }

  /**
   * Applies chunks of different partitions in one transaction. When PostgreSQL refuses the data itself, the chunks are
   * halved until the record is found; its key is parked and everything else applied.
   *
   * @param liveFrom by partition: from which offset on a slice is live
   * @throws PositionMovedError, and everything that is no fault of the data
   */
  async apply(chunks: readonly Chunk[], liveFrom: ReadonlyMap<number, number>): Promise<void> {
    try {
      await this.applyTogether(chunks, liveFrom, undefined);
    } catch (error) {
      if (!isDataError(error)) throw error;
      await this.narrow(chunks, liveFrom, error);
    }
  }

  private async narrow(
    chunks: readonly Chunk[],
    liveFrom: ReadonlyMap<number, number>,
    error: Error & { readonly code: string },
  ): Promise<void> {
    const [only] = chunks;
    if (only === undefined) return;
    if (chunks.length > 1) {
      const middle = Math.ceil(chunks.length / 2);
      await this.apply(chunks.slice(0, middle), liveFrom);
      await this.apply(chunks.slice(middle), liveFrom);
    } else if (only.entries.length > 1) {
      const [first, second] = halveChunk(only);
      await this.apply([first], liveFrom);
      await this.apply([second], liveFrom);
    } else {
      await this.applyTogether([only], liveFrom, refusalOf(error));
    }
  }

  /** @param refusal when given, the chunk's events are parked for this reason instead of being applied */
  private async applyTogether(
    chunks: readonly Chunk[],
    liveFrom: ReadonlyMap<number, number>,
    refusal: Refusal | undefined,
  ): Promise<void> {
    await this.database.transaction().execute(async (transaction) => {
      const poison = chunks.flatMap((chunk) => chunk.entries.flatMap((entry) => parkedFor(entry, refusal)));
      const withParked = await this.positions.advance(
        transaction,
        chunks.map((chunk) => stepOf(chunk, refusal)),
      );
      await park(transaction, this.options.reader, poison);
      if (refusal !== undefined) return;
      const blocked = await this.blockedEntries(transaction, chunks, withParked);
      const slices = chunks
        .map((chunk) => sliceOf(chunk, blocked, (liveFrom.get(chunk.partition) ?? Infinity) <= chunk.start))
        .filter((slice) => slice.events.length > 0);
      if (slices.length > 0) await this.options.apply({ topic: this.options.topic, slices, transaction });
    });
  }

  /** Parks the events that come after a parked one of their key: they wait behind it, in order. */
  private async blockedEntries(
    transaction: DatabaseTransaction,
    chunks: readonly Chunk[],
    withParked: ReadonlySet<number>,
  ): Promise<ReadonlySet<Entry>> {
    const blocked = new Set<Entry>();
    for (const chunk of chunks) {
      if (!withParked.has(chunk.partition)) continue;
      const forgotten = await this.forgetErased(transaction, chunk);
      const waiting = await this.waitingEntries(transaction, chunk);
      const message = 'an earlier record of this key is parked';
      const parked = waiting.map(({ record }) => ({ record, errorClass: WAITS_BEHIND_KEY, message }));
      await park(transaction, this.options.reader, parked);
      await this.positions.addParked(transaction, chunk.partition, parked.length - forgotten);
      for (const entry of waiting) blocked.add(entry);
    }
    return blocked;
  }

  /** What is erased from the tables must not come back by a redrive. */
  private async forgetErased(transaction: DatabaseTransaction, chunk: Chunk): Promise<number> {
    const eraser = eraserOf(chunk);
    return eraser === undefined ? 0 : forgetParked(transaction, this.options, chunk.partition, eraser);
  }

  private async waitingEntries(transaction: DatabaseTransaction, chunk: Chunk): Promise<readonly Entry[]> {
    const keyed = chunk.entries.flatMap((entry) =>
      entry.read === undefined || entry.record.key === null ? [] : [{ entry, key: entry.record.key }],
    );
    const keys = keyed.map(({ key }) => key);
    const first = await firstParked(transaction, this.options, chunk.partition, keys);
    return keyed
      .filter(({ entry, key }) => entry.record.offset > (first.get(key.toString('hex')) ?? Infinity))
      .map(({ entry }) => entry);
  }
}

function parkedFor(entry: Entry, refusal: Refusal | undefined): ParkedRecord[] {
  const { record, poison, read } = entry;
  if (poison !== undefined) return [{ record, ...refusalOf(poison) }];
  return refusal !== undefined && read !== undefined ? [{ record, ...refusal }] : [];
}

function stepOf(chunk: Chunk, refusal: object | undefined): PositionStep {
  const { partition, start, end, entries } = chunk;
  const last = entries.at(-1);
  const parked = entries.filter(
    (entry) => entry.poison !== undefined || (refusal !== undefined && entry.read !== undefined),
  );
  return {
    partition,
    start,
    end,
    lastEventId: last?.record.offset === end - 1 ? eventIdOf(last.record) : '',
    appliedUntil: last?.record.timestamp,
    parked: parked.length,
  };
}

function sliceOf(chunk: Chunk, blocked: ReadonlySet<Entry>, live: boolean): ReadSlice {
  const events: ReadEvent[] = [];
  for (const entry of chunk.entries) if (entry.read !== undefined && !blocked.has(entry)) events.push(entry.read);
  return { partition: chunk.partition, events, live };
}
