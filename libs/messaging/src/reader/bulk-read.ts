import { PARTITIONS } from '@app/contracts';

import { readLog } from '../log/read-log.js';
import type { OffsetRange } from '../log/log-admin.js';
import type { LogSlice } from '../log/log-source.js';
import { BatchApplier } from './batch-applier.js';
import type { Chunk, Entry } from './entry.js';
import { accept, type OwnedPartition } from './owned-partition.js';
import type { ReaderEngines, ReaderOptions } from './reader-options.js';
import { takeOver } from './take-over.js';

export interface BulkReadOptions extends ReaderOptions {
  /** Where to stop, by partition; others are not read. */
  readonly until: ReadonlyMap<number, number>;
  /** Entries of one partition that are applied together: a transaction's post and outcome mostly meet in one batch. */
  readonly batchEntries: number;
  /** And so many bytes of values at most, but for the last slice's: what a process holds does not depend on how large events are. */
  readonly batchBytes: number;
  /** Called when more has been applied; what it returns is waited for, and what it throws ends the reading. */
  readonly applied: (entries: number) => Promise<void> | void;
}

/** Every partition of a topic. */
export const ALL_PARTITIONS: readonly number[] = Array.from({ length: PARTITIONS }, (_, partition) => partition);

/**
 * Applies a topic from the reader's positions up to given offsets, partition after partition, in large batches: position
 * and data in one transaction, as `PositionedReader` does it, so that it may be killed and run again. Batches are
 * written while the next is read. Nobody else may apply for this reader meanwhile; it would be fenced.
 *
 * @throws LogMismatchError, LogUnreachableError, PositionMovedError, and whatever the database refuses but data
 */
export async function bulkRead(options: BulkReadOptions, engines: ReaderEngines): Promise<void> {
  const owned = await takeOver(options, engines, [...options.until.keys()]);
  const ranges = new Map<number, OffsetRange>();
  for (const [partition, { cursor, applied }] of owned) {
    const end = options.until.get(partition) ?? 0;
    if (applied < end) ranges.set(partition, { low: cursor, end });
  }
  const writer = new BatchWriter(options, new BatchApplier(options, engines.database));
  const { source } = engines;
  for await (const slice of readLog({ source, topic: options.topic, group: options.group, ranges })) {
    const partition = owned.get(slice.partition);
    if (partition === undefined) continue;
    const chunk = chunkOf(options, partition, slice);
    if (chunk !== undefined) await writer.add(chunk);
  }
  await writer.finish();
}

function chunkOf(options: BulkReadOptions, owned: OwnedPartition, slice: LogSlice): Chunk | undefined {
  let chunk = accept(options, owned, slice, options.subscription);
  // Offsets that were asked for and did not come are not in the log.
  if (chunk === 'out-of-step') chunk = accept(options, owned, slice, options.subscription);
  return typeof chunk === 'string' ? undefined : chunk;
}

/** Chunks of one partition that become a batch. */
interface Gathered extends Chunk {
  end: number;
  readonly entries: Entry[];
  /** Of the values. */
  bytes: number;
}

/** Gathers chunks of one partition and writes them, one batch after the other. Meanwhile one may wait and one is gathered. */
class BatchWriter {
  private gathered: Gathered | undefined;
  private writing: Promise<void> = Promise.resolve();
  /** Of the batch before that one. */
  private before: Promise<void> = this.writing;

  constructor(
    private readonly options: BulkReadOptions,
    private readonly applier: BatchApplier,
  ) {}

  async add(chunk: Chunk): Promise<void> {
    if (this.gathered !== undefined && this.gathered.partition !== chunk.partition) await this.write();
    this.gathered ??= { ...chunk, entries: [], bytes: 0 };
    // Not `joinChunks`, which copies: here hundreds of slices come to one batch.
    for (const entry of chunk.entries) {
      this.gathered.entries.push(entry);
      this.gathered.bytes += entry.record.value?.length ?? 0;
    }
    this.gathered.end = chunk.end;
    const { entries, bytes } = this.gathered;
    if (entries.length >= this.options.batchEntries || bytes >= this.options.batchBytes) await this.write();
  }

  async finish(): Promise<void> {
    await this.write();
    await this.writing;
  }

  private async write(): Promise<void> {
    const chunk = this.gathered;
    if (chunk === undefined) return;
    this.gathered = undefined;
    await this.before;
    this.before = this.writing;
    this.writing = this.writing.then(() => this.apply(chunk));
    // Its failure is met at the next wait, not before.
    this.writing.catch(() => undefined);
  }

  private async apply(chunk: Chunk): Promise<void> {
    await this.applier.apply([chunk], new Map());
    await this.options.applied(chunk.entries.length);
  }
}
