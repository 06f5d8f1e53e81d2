import { setTimeout as delay } from 'node:timers/promises';

import type { AppendableRecord, RecordPosition } from '../log/log-record.js';
import { LogSink } from '../log/log-sink.js';
import { NotAppendedError, UnknownOutcomeError } from '../log/log.errors.js';
import type { FactLogger } from '../log/logger.js';
import type { ProduceTransport } from './produce-transport.js';
import { expireEntry, RecordQueue, sizeOf, type QueuedRecord } from './record-queue.js';

export interface BatchingOptions {
  /** How long a record may take from `append` to its confirmation, ms. */
  readonly deadlineMs: number;
  /** Records that may wait; one more is refused at once. */
  readonly queueLimit: number;
  /**
   * Whether what was not confirmed is sent again (the default), which may write it twice. If not, the sink ends at the
   * first trouble: the outcome of what was on its way is unknown, and nothing behind it is sent.
   */
  readonly resend?: boolean;
}

const MAX_BATCH_RECORDS = 2_000;
/** Below the broker's default `max.message.bytes`, even if one partition gets the whole batch. */
const MAX_BATCH_BYTES = 900_000;
const SWEEP_MS = 100;
const FIRST_BACKOFF_MS = 50;
const MAX_BACKOFF_MS = 1_000;
/** How long a record waits for a log that has been unreachable for longer than the whole deadline. */
const DEADLINE_WHILE_DOWN_MS = 1_000;

/**
 * Gathers records while a produce request is in flight and sends them at once when none is: no fixed linger, and never
 * two requests in flight, so that records of one key cannot overtake each other. What the broker did not confirm is
 * sent again, the same record with the same id, on a new connection.
 */
export class BatchingLogSink extends LogSink {
  private readonly queue = new RecordQueue();
  private inFlight: readonly QueuedRecord[] = [];
  private running: Promise<void> | undefined;
  private sweeper: NodeJS.Timeout | undefined;
  private downSince: number | undefined;
  private failures = 0;
  private closed = false;

  constructor(
    private readonly transport: ProduceTransport,
    private readonly options: BatchingOptions,
    private readonly log: FactLogger,
  ) {
    super();
  }

  get reachable(): boolean {
    return this.downSince === undefined;
  }

  append(record: AppendableRecord): Promise<RecordPosition> {
    if (this.closed) return Promise.reject(new NotAppendedError('the sink is closed'));
    if (this.queue.length >= this.options.queueLimit) {
      return Promise.reject(new NotAppendedError('too many records wait for the log'));
    }
    return new Promise((resolve, reject) => {
      const deadline = performance.now() + this.patience();
      this.queue.push({ record, bytes: sizeOf(record), deadline, attempted: false, settled: false, resolve, reject });
      this.running ??= this.run();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.running;
    await this.transport.close();
  }

  private patience(): number {
    const { deadlineMs } = this.options;
    if (this.downSince === undefined || performance.now() - this.downSince < deadlineMs) return deadlineMs;
    return Math.min(DEADLINE_WHILE_DOWN_MS, deadlineMs);
  }

  private async run(): Promise<void> {
    this.sweeper = setInterval(() => {
      this.sweep();
    }, SWEEP_MS);
    try {
      // What arrived in this turn of the event loop travels together.
      await new Promise(setImmediate);
      while (this.queue.length > 0) await this.sendOnce();
    } finally {
      clearInterval(this.sweeper);
      this.running = undefined;
    }
  }

  private async sendOnce(): Promise<void> {
    const batch = this.queue.take(MAX_BATCH_RECORDS, MAX_BATCH_BYTES);
    if (batch.length === 0) return;
    this.inFlight = batch;
    try {
      const positions = await this.transport.send(batch.map((entry) => entry.record));
      const unconfirmed = settle(batch, positions);
      if (unconfirmed.length > 0) throw new Error(`${String(unconfirmed.length)} records were not confirmed`);
      this.recovered();
      this.inFlight = [];
    } catch (error) {
      // Before the pause: what waits for another attempt is not on its way to a broker.
      this.inFlight = [];
      await this.failed(batch, error);
    }
  }

  private recovered(): void {
    if (this.downSince !== undefined) this.log.info({ event: 'log.reachable' });
    this.downSince = undefined;
    this.failures = 0;
  }

  private async failed(batch: readonly QueuedRecord[], error: unknown): Promise<void> {
    if (this.options.resend === false) {
      this.giveUp(batch, error);
      return;
    }
    if (!(error instanceof NotAppendedError)) for (const entry of batch) entry.attempted = true;
    this.queue.putBack(batch.filter((entry) => !entry.settled));
    if (this.downSince === undefined) this.log.warn({ event: 'log.unreachable', err: error });
    this.downSince ??= performance.now();
    this.failures += 1;
    this.transport.reset();
    const longest = Math.min(FIRST_BACKOFF_MS * 2 ** (this.failures - 1), MAX_BACKOFF_MS);
    await delay(longest / 2 + (Math.random() * longest) / 2);
  }

  private giveUp(batch: readonly QueuedRecord[], cause: unknown): void {
    this.closed = true;
    this.transport.reset();
    const refused = new NotAppendedError('the sink has ended', { cause });
    const doubtful = new UnknownOutcomeError('the broker did not confirm the record', { cause });
    rejectAll(batch, cause instanceof NotAppendedError ? refused : doubtful);
    rejectAll(this.queue.take(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY), refused);
  }

  private sweep(): void {
    const now = performance.now();
    for (const entry of this.inFlight) expireEntry(entry, now, true);
    this.queue.expire(now);
  }
}

function rejectAll(entries: readonly QueuedRecord[], error: Error): void {
  for (const entry of entries) {
    if (entry.settled) continue;
    entry.settled = true;
    entry.reject(error);
  }
}

function settle(
  batch: readonly QueuedRecord[],
  positions: readonly (RecordPosition | undefined)[],
): readonly QueuedRecord[] {
  return batch.filter((entry, at) => {
    const position = positions[at];
    if (position === undefined) return true;
    if (!entry.settled) {
      entry.settled = true;
      entry.resolve(position);
    }
    return false;
  });
}
