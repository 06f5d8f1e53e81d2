import { setTimeout as delay } from 'node:timers/promises';

import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';

import type { LogListener, LogSubscription } from '../log/log-source.js';
import { sliceOf } from './slice-of.js';

export interface SubscriptionOptions {
  readonly topic: string;
  readonly group: string;
  /** Put before both for Kafka; nobody else sees it. */
  readonly prefix: string;
}

const CONSUMER = {
  // A dead process gives its partitions up within this time; the database's time-outs are shorter.
  sessionTimeout: 6_000,
  heartbeatInterval: 1_500,
  rebalanceTimeout: 10_000,
  // A fetch is answered with what there is after 40 ms, or sooner once 32 KiB are there: a slow trickle is seen at once,
  // a stream comes in batches worth a transaction. Also how long kafkajs sleeps while every partition is paused.
  maxWaitTimeInMs: 40,
  minBytes: 32_768,
  maxBytesPerPartition: 524_288,
  allowAutoTopicCreation: false,
};
/** kafkajs hands over the batches of one response at once; each is only queued, so none waits for another. */
const CONCURRENT_PARTITIONS = 64;
const HEARTBEAT_WHILE_HELD_MS = 1_000;
const MAX_REBUILD_BACKOFF_MS = 2_000;
const ASSIGNMENT_RETRY_MS = 500;

/**
 * One consumer of a group, rebuilt when it crashes. Positions are the listener's: after every assignment all partitions
 * are paused until it has said where to begin, and offsets are committed only for lag tools.
 */
export class KafkaJsSubscription implements LogSubscription {
  /** Kafka's name of the topic. */
  private readonly topic: string;
  private consumer: Consumer | undefined;
  /** Counts assignments; what belongs to an earlier one is stale. */
  private epoch = 0;
  private readonly delivering = new Set<number>();
  private closed = false;
  private failures = 0;
  private supervisor: Promise<void> = Promise.resolve();

  constructor(
    private readonly kafka: Kafka,
    private readonly options: SubscriptionOptions,
    private readonly listener: LogListener,
  ) {
    this.topic = options.prefix + options.topic;
  }

  open(): void {
    this.supervisor = this.supervise();
  }

  hold(partitions: readonly number[]): void {
    for (const partition of partitions) this.delivering.delete(partition);
    this.consumer?.pause([{ topic: this.topic, partitions: [...partitions] }]);
  }

  deliver(partition: number, offset: number): void {
    const { topic } = this;
    if (this.consumer === undefined) return;
    this.consumer.seek({ topic, partition, offset: String(offset) });
    this.delivering.add(partition);
    this.consumer.resume([{ topic, partitions: [partition] }]);
  }

  async note(positions: ReadonlyMap<number, number>): Promise<void> {
    const { topic } = this;
    const offsets = [...positions].map(([partition, next]) => ({ topic, partition, offset: String(next) }));
    await this.consumer?.commitOffsets(offsets);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.forgetAssignment();
    await this.consumer?.disconnect().catch(() => undefined);
    await this.supervisor;
  }

  private async supervise(): Promise<void> {
    while (!this.closed) {
      const crashed = await this.runOnce().catch((error: unknown) => asError(error));
      this.forgetAssignment();
      if (this.isClosed()) return;
      this.listener.trouble(crashed);
      this.failures += 1;
      await delay(Math.min(100 * 2 ** this.failures, MAX_REBUILD_BACKOFF_MS) * (0.5 + Math.random() / 2));
    }
  }

  /** Runs one consumer until it crashes; resolves with the reason. */
  private async runOnce(): Promise<Error> {
    const consumer = this.kafka.consumer({
      ...CONSUMER,
      groupId: this.options.prefix + this.options.group,
      retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 500, restartOnFailure: () => Promise.resolve(false) },
    });
    this.consumer = consumer;
    const crashed = new Promise<Error>((resolve) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        resolve(payload.error);
      });
      consumer.on(consumer.events.DISCONNECT, () => {
        resolve(new Error('the consumer was disconnected'));
      });
      consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
        void this.assigned(payload.memberAssignment[this.topic] ?? []);
      });
    });
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [this.topic], fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: CONCURRENT_PARTITIONS,
        eachBatch: (payload) => this.eachBatch(payload),
      });
      return await crashed;
    } finally {
      this.consumer = undefined;
      void consumer.disconnect().catch(() => undefined);
    }
  }

  /** Runs synchronously up to the first await: nothing is fetched before the pause. */
  private async assigned(partitions: readonly number[]): Promise<void> {
    this.forgetAssignment();
    const { epoch } = this;
    this.hold(partitions);
    while (!this.closed && epoch === this.epoch) {
      try {
        const start = await this.listener.assigned(partitions);
        if (epoch !== this.epoch) return;
        this.failures = 0;
        for (const [partition, offset] of start) this.deliver(partition, offset);
        return;
      } catch (error) {
        this.listener.trouble(asError(error));
        await delay(ASSIGNMENT_RETRY_MS * (0.5 + Math.random()));
      }
    }
  }

  private async eachBatch({ batch, heartbeat, isStale, resolveOffset }: EachBatchPayload): Promise<void> {
    if (isStale() || !this.delivering.has(batch.partition)) return;
    const last = batch.messages.at(-1);
    if (last === undefined) return;
    // Only moves this consumer's fetch cursor on; the position is the listener's.
    resolveOffset(last.offset);
    const taken = this.take(sliceOf(this.options.topic, batch));
    while (!(await settledWithin(taken, HEARTBEAT_WHILE_HELD_MS))) await heartbeat();
  }

  private async take(slice: ReturnType<typeof sliceOf>): Promise<void> {
    try {
      await this.listener.records(slice);
    } catch (cause) {
      // A TypeError or RangeError would stop a kafkajs consumer for good.
      throw new Error('the records could not be taken over', { cause });
    }
  }

  private forgetAssignment(): void {
    this.epoch += 1;
    this.delivering.clear();
  }

  /** A call, so that the compiler does not take `closed` for unchanged across an await. */
  private isClosed(): boolean {
    return this.closed;
  }
}

/** Not by an abort signal: each of those costs an error object, and there is one a batch. */
function settledWithin(promise: Promise<void>, ms: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms, false);
    promise.then(
      () => {
        clearTimeout(timer);
        resolve(true);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(asError(error));
      },
    );
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
