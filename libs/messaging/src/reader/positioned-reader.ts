import type { LogListener, LogSlice, LogSubscription } from '../log/log-source.js';
import { BatchApplier } from './batch-applier.js';
import type { Chunk } from './entry.js';
import { accept, type OwnedPartition } from './owned-partition.js';
import { PendingChunks } from './pending-chunks.js';
import { healthOf, type ReaderHealth } from './reader-health.js';
import type { ReaderEngines, ReaderOptions } from './reader-options.js';
import { LogMismatchError } from './reader.errors.js';
import { takeOver } from './take-over.js';

/** Set-based writing gains nothing past about this many rows. */
const BATCH_ENTRIES = 2_000;
/** One batch is being built while PostgreSQL works on the other. */
const LANES = 2;
const PENDING_LIMIT = 12_000;
const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 5_000;
const NOTE_EVERY_MS = 5_000;

/**
 * Reads a topic and applies it exactly once: position and data change in one PostgreSQL transaction, Kafka's committed
 * offsets are never read. Fetching runs ahead of applying; slices of several partitions share a transaction.
 */
export class PositionedReader implements LogListener {
  private subscription: LogSubscription | undefined;
  private owned = new Map<number, OwnedPartition>();
  private readonly pending = new PendingChunks(PENDING_LIMIT);
  private readonly busy = new Set<number>();
  private readonly lanes = new Set<Promise<void>>();
  private readonly applier: BatchApplier;
  private state: 'starting' | 'assigned' | 'stopped' = 'starting';
  private clientError: Error | undefined;
  private applyError: Error | undefined;
  private noteTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: ReaderOptions,
    private readonly engines: ReaderEngines,
  ) {
    this.applier = new BatchApplier(options, engines.database);
  }

  async start(): Promise<void> {
    const { topic, group } = this.options;
    this.subscription = await this.engines.source.subscribe(topic, group, this);
    this.noteTimer = setInterval(() => {
      this.noteOffsets();
    }, NOTE_EVERY_MS);
  }

  async stop(): Promise<void> {
    this.state = 'stopped';
    clearInterval(this.noteTimer);
    this.pending.dropAll();
    await this.subscription?.close();
    await Promise.all(this.lanes);
  }

  health(): ReaderHealth {
    return healthOf(this.state, this.owned, { client: this.clientError, apply: this.applyError });
  }

  /** Owned partitions that have come to where the log ended when they were assigned. */
  livePartitions(): readonly number[] {
    return [...this.owned].filter(([, { applied, liveFrom }]) => applied >= liveFrom).map(([partition]) => partition);
  }

  async assigned(partitions: readonly number[]): Promise<ReadonlyMap<number, number>> {
    this.pending.dropAll();
    this.owned = new Map();
    await Promise.all(this.lanes);
    if (this.isStopped()) return new Map();
    try {
      this.owned = await takeOver(this.options, this.engines, partitions);
    } catch (error) {
      if (!(error instanceof LogMismatchError)) throw error;
      this.stopLoudly(error);
      return new Map();
    }
    this.state = 'assigned';
    this.clientError = undefined;
    this.engines.log.info({ event: 'reader.assigned', reader: this.options.reader, partitions });
    return new Map([...this.owned].map(([partition, { cursor }]) => [partition, cursor]));
  }

  async records(slice: LogSlice): Promise<void> {
    const owned = this.owned.get(slice.partition);
    if (owned === undefined || owned.held || this.isStopped()) return;
    const chunk = this.accept(owned, slice);
    if (chunk === undefined) return;
    const room = this.pending.add(chunk);
    this.fillLanes();
    await room;
  }

  trouble(error: Error): void {
    if (this.isStopped()) return;
    this.clientError = error;
    this.engines.log.warn({ event: 'reader.trouble', reader: this.options.reader, err: error });
  }

  private applyFailed(error: Error, partitions: readonly number[]): void {
    this.applyError = error;
    this.engines.log.warn({ event: 'reader.apply-failed', reader: this.options.reader, partitions, err: error });
  }

  private accept(owned: OwnedPartition, slice: LogSlice): Chunk | undefined {
    try {
      const accepted = accept(this.options, owned, slice, this.options.subscription);
      if (accepted === 'gap') this.retry([slice.partition]);
      return typeof accepted === 'string' ? undefined : accepted;
    } catch (error) {
      if (!(error instanceof LogMismatchError)) throw error;
      this.stopLoudly(error);
      return undefined;
    }
  }

  private fillLanes(): void {
    while (this.lanes.size < LANES && !this.isStopped()) {
      const chunks = this.pending.take(BATCH_ENTRIES, this.busy);
      if (chunks.length === 0) return;
      for (const { partition } of chunks) this.busy.add(partition);
      const lane = this.apply(chunks).finally(() => {
        this.lanes.delete(lane);
        for (const { partition } of chunks) this.busy.delete(partition);
        this.fillLanes();
      });
      this.lanes.add(lane);
    }
  }

  private async apply(chunks: readonly Chunk[]): Promise<void> {
    const { owned } = this;
    const liveFrom = new Map([...owned].map(([partition, it]) => [partition, it.liveFrom]));
    try {
      await this.applier.apply(chunks, liveFrom);
      for (const { partition, end } of chunks) {
        const it = owned.get(partition);
        if (it !== undefined) Object.assign(it, { applied: end, failures: 0 });
      }
    } catch (error) {
      if (owned !== this.owned || this.isStopped()) return;
      const partitions = chunks.map((chunk) => chunk.partition);
      this.applyFailed(error as Error, partitions);
      this.retry(partitions);
    }
  }

  /** Holds partitions back, then reads their positions again: a COMMIT whose answer was lost may have gone through. */
  private retry(partitions: readonly number[]): void {
    const { owned } = this;
    this.subscription?.hold(partitions);
    this.pending.drop(partitions);
    let failures = 0;
    for (const partition of partitions) {
      const it = owned.get(partition);
      if (it === undefined) continue;
      it.held = true;
      it.failures += 1;
      failures = Math.max(failures, it.failures);
    }
    const longest = Math.min(FIRST_BACKOFF_MS * 2 ** failures, MAX_BACKOFF_MS);
    setTimeout(() => void this.resume(owned, partitions), longest / 2 + (Math.random() * longest) / 2);
  }

  private async resume(owned: Map<number, OwnedPartition>, partitions: readonly number[]): Promise<void> {
    if (owned !== this.owned || this.isStopped()) return;
    try {
      const fresh = await takeOver(this.options, this.engines, partitions);
      if (owned !== this.owned || this.isStopped()) return;
      for (const [partition, it] of fresh) {
        const { liveFrom, failures, gapTo } = owned.get(partition) ?? it;
        owned.set(partition, { ...it, liveFrom, failures, gapTo });
        this.subscription?.deliver(partition, it.cursor);
      }
    } catch (error) {
      if (owned !== this.owned || this.isStopped()) return;
      if (error instanceof LogMismatchError) this.stopLoudly(error);
      else {
        this.applyFailed(error as Error, partitions);
        this.retry(partitions);
      }
    }
  }

  private stopLoudly(error: LogMismatchError): void {
    this.engines.log.error({ event: 'reader.stopped', reader: this.options.reader, err: error });
    this.state = 'stopped';
    this.applyError = error;
    this.pending.dropAll();
    void this.subscription?.close();
  }

  private noteOffsets(): void {
    const { state, positions } = this.health();
    if (state === 'running' && positions.size > 0) void this.subscription?.note(positions).catch(() => undefined);
  }

  private isStopped(): boolean {
    return this.state === 'stopped';
  }
}
