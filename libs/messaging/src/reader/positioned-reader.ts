import type { LogListener, LogSlice, LogSubscription } from '../log/log-source.js';
import { Redriver } from '../redrive/redriver.js';
import { ApplyLanes } from './apply-lanes.js';
import { backoffMs } from './backoff.js';
import { BatchApplier } from './batch-applier.js';
import type { Chunk } from './entry.js';
import { accept, holdBack, resumed, type OwnedPartition } from './owned-partition.js';
import { PendingChunks } from './pending-chunks.js';
import { healthOf, type ReaderHealth } from './reader-health.js';
import type { ReaderEngines, ReaderOptions } from './reader-options.js';
import { LogMismatchError } from './reader.errors.js';
import { checkPositions, takeOver } from './take-over.js';

const PENDING_LIMIT = 4_000;
const LOOK_EVERY_MS = 5_000;

/**
 * Reads a topic and applies it exactly once: position and data change in one PostgreSQL transaction, Kafka's committed
 * offsets are never read. Fetching runs ahead of applying; slices of several partitions share a transaction.
 */
export class PositionedReader implements LogListener {
  private subscription: LogSubscription | undefined;
  private owned = new Map<number, OwnedPartition>();
  private readonly pending = new PendingChunks(PENDING_LIMIT);
  private readonly lanes = new ApplyLanes(this.pending, (chunks) => this.apply(chunks));
  private readonly applier: BatchApplier;
  private readonly redriver: Redriver;
  private state: 'starting' | 'assigned' | 'stopped' = 'starting';
  private clientError: Error | undefined;
  private applyError: Error | undefined;
  private lookTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: ReaderOptions,
    private readonly engines: ReaderEngines,
  ) {
    this.applier = new BatchApplier(options, engines.database);
    this.redriver = new Redriver(options, engines, this);
  }

  async start(): Promise<void> {
    const { topic, group } = this.options;
    this.subscription = await this.engines.source.subscribe(topic, group, this);
    this.lookTimer = setInterval(() => void this.lookAtLog(), LOOK_EVERY_MS);
    this.redriver.start();
  }

  async stop(): Promise<void> {
    this.state = 'stopped';
    clearInterval(this.lookTimer);
    this.pending.dropAll();
    await this.subscription?.close();
    await Promise.all([this.lanes.settled(), this.redriver.stop()]);
  }

  health(): ReaderHealth {
    return healthOf(this.state, this.owned, { client: this.clientError, apply: this.applyError });
  }

  /** Owned partitions that have come to where the log ended when they were assigned. */
  livePartitions(): readonly number[] {
    return [...this.owned].filter(([, { applied, liveFrom }]) => applied >= liveFrom).map(([partition]) => partition);
  }

  /** Applies nothing at or past these offsets, by partition, until told otherwise; undefined: everything there is. */
  holdAt(offsets: ReadonlyMap<number, number> | undefined): void {
    this.pending.limitTo(offsets);
    this.lanes.fill();
  }

  async assigned(partitions: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const none = new Map<number, OwnedPartition>();
    this.owned = none;
    this.pending.dropAll();
    // Another assignment may come, and may be answered, while this one waits.
    const isOver = (): boolean => none !== this.owned || this.isStopped();
    try {
      await this.lanes.settled();
      const owned = await takeOver(this.options, this.engines, partitions);
      if (isOver()) return new Map();
      this.owned = owned;
    } catch (error) {
      if (isOver()) return new Map();
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
    this.lanes.fill();
    await room;
  }

  trouble(error: Error): void {
    if (this.isStopped()) return;
    this.clientError = error;
    this.engines.log.warn({ event: 'reader.trouble', reader: this.options.reader, err: error });
  }

  private failed(error: Error, partitions: readonly number[]): void {
    if (error instanceof LogMismatchError) {
      this.stopLoudly(error);
      return;
    }
    this.applyError = error;
    this.engines.log.warn({ event: 'reader.apply-failed', reader: this.options.reader, partitions, err: error });
    this.retry(partitions);
  }

  private accept(owned: OwnedPartition, slice: LogSlice): Chunk | undefined {
    try {
      const accepted = accept(this.options, owned, slice, this.options.subscription);
      if (accepted === 'out-of-step') this.retry([slice.partition]);
      return typeof accepted === 'string' ? undefined : accepted;
    } catch (error) {
      this.failed(error as Error, [slice.partition]);
      return undefined;
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
      this.failed(
        error as Error,
        chunks.map((chunk) => chunk.partition),
      );
    }
  }

  /** Holds partitions back, then reads their positions again: a COMMIT whose answer was lost may have gone through. */
  private retry(partitions: readonly number[]): void {
    const { owned } = this;
    this.subscription?.hold(partitions);
    this.pending.drop(partitions);
    setTimeout(() => void this.resume(owned, partitions), backoffMs(holdBack(owned, partitions)));
  }

  private async resume(owned: Map<number, OwnedPartition>, partitions: readonly number[]): Promise<void> {
    const isOver = (): boolean => owned !== this.owned || this.isStopped();
    await this.lanes.settled();
    if (isOver()) return;
    try {
      // A partition that failed twice at once is resumed once.
      const held = partitions.filter((partition) => owned.get(partition)?.held === true);
      const fresh = await takeOver(this.options, this.engines, held);
      if (isOver()) return;
      for (const [partition, it] of fresh) {
        owned.set(partition, resumed(owned.get(partition) ?? it, it));
        this.subscription?.deliver(partition, it.cursor);
      }
    } catch (error) {
      if (!isOver()) this.failed(error as Error, partitions);
    }
  }

  private stopLoudly(error: LogMismatchError): void {
    this.engines.log.error({ event: 'reader.stopped', reader: this.options.reader, err: error });
    this.state = 'stopped';
    this.applyError = error;
    this.pending.dropAll();
    void this.subscription?.close();
  }

  private async lookAtLog(): Promise<void> {
    const { owned, engines, options } = this;
    const { state, positions } = this.health();
    if (state !== 'running' || positions.size === 0) return;
    void this.subscription?.note(positions).catch(() => undefined);
    try {
      await checkPositions(options, engines.admin, owned);
    } catch (error) {
      if (error instanceof LogMismatchError && owned === this.owned && !this.isStopped()) this.stopLoudly(error);
    }
  }

  private isStopped(): boolean {
    return this.state === 'stopped';
  }
}
