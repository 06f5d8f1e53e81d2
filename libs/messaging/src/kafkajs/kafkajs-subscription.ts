import { setTimeout as delay } from 'node:timers/promises';

import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';

import type { LogListener, LogSubscription } from '../log/log-source.js';
import { CONSUMER_SETTINGS } from './consumer-settings.js';
import { NotTakenOverError } from './not-taken-over.error.js';
import { settledWithin } from './settled-within.js';
import { sliceOf } from './slice-of.js';

export interface SubscriptionOptions {
  readonly topic: string;
  readonly group: string;
  /** Put before both for Kafka; nobody else sees it. */
  readonly prefix: string;
}

/** kafkajs hands over the batches of one response at once; each is only queued, so none waits for another. */
const CONCURRENT_PARTITIONS = 64;
const HEARTBEAT_WHILE_HELD_MS = 1_000;
const MAX_REBUILD_BACKOFF_MS = 2_000;
const ASSIGNMENT_RETRY_MS = 500;
/** Joining takes until every member has sent a heartbeat. */
const JOIN_LIMIT_MS = 3_000;

/**
 * One consumer of a group, rebuilt when it crashes. Positions are the listener's: after every assignment all partitions
 * are paused until it has said where to begin, and offsets are committed only for lag tools.
 */
export class KafkaJsSubscription implements LogSubscription {
  /** Kafka's name of the topic. */
  private readonly topic: string;
  private consumer: Consumer | undefined;
  /** The consumer while it is a member of the group; before and after that kafkajs refuses to hold and to deliver. */
  private member: Consumer | undefined;
  private joining: Promise<void> = Promise.resolve();
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
    this.member?.pause([{ topic: this.topic, partitions: [...partitions] }]);
  }

  deliver(partition: number, offset: number): void {
    const { topic, member } = this;
    // Whoever joins next asks the listener where to begin.
    if (member === undefined) return;
    member.seek({ topic, partition, offset: String(offset) });
    this.delivering.add(partition);
    member.resume([{ topic, partitions: [partition] }]);
  }

  async note(positions: ReadonlyMap<number, number>): Promise<void> {
    const { topic } = this;
    const offsets = [...positions].map(([partition, next]) => ({ topic, partition, offset: String(next) }));
    await this.member?.commitOffsets(offsets);
  }

  async close(): Promise<void> {
    this.closed = true;
    this.forgetAssignment();
    // One that disconnects while it joins does not leave the group: until its session times out nobody has its partitions.
    await settledWithin(this.joining, JOIN_LIMIT_MS);
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
      ...CONSUMER_SETTINGS,
      groupId: this.options.prefix + this.options.group,
    });
    this.consumer = consumer;
    const end = this.endOf(consumer);
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [this.topic], fromBeginning: true });
      if (this.isClosed()) return new Error('closed while it connected');
      const running = consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: CONCURRENT_PARTITIONS,
        eachBatch: (payload) => this.eachBatch(payload),
      });
      this.joining = running.catch(() => undefined);
      await running;
      return await end;
    } finally {
      this.consumer = undefined;
      this.member = undefined;
      await consumer.disconnect().catch(() => undefined);
    }
  }

  /** Resolves with the reason when the consumer reads no more. */
  private endOf(consumer: Consumer): Promise<Error> {
    const { CRASH, DISCONNECT, GROUP_JOIN, STOP } = consumer.events;
    return new Promise((resolve) => {
      consumer.on(GROUP_JOIN, ({ payload }) => {
        if (this.isClosed()) return;
        this.member = consumer;
        void this.assigned(payload.memberAssignment[this.topic] ?? []);
      });
      consumer.on(STOP, () => {
        this.member = undefined;
      });
      consumer.on(CRASH, ({ payload }) => {
        resolve(payload.error);
      });
      // A crash disconnects first and tells its reason afterwards, within the same turn of the event loop.
      consumer.on(DISCONNECT, () => setImmediate(resolve, new Error('the consumer was disconnected')));
    });
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
        for (const [partition, offset] of start) this.deliver(partition, offset);
        return;
      } catch (error) {
        if (epoch !== this.epoch) return;
        this.listener.trouble(asError(error));
        await delay(ASSIGNMENT_RETRY_MS * (0.5 + Math.random()));
      }
    }
  }

  private async eachBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    if (payload.isStale() || !this.delivering.has(batch.partition)) return;
    const last = batch.messages.at(-1);
    if (last === undefined) return;
    // Only moves this consumer's fetch cursor on; the position is the listener's.
    payload.resolveOffset(last.offset);
    const taken = this.take(sliceOf(this.options.topic, batch));
    while (!(await settledWithin(taken, HEARTBEAT_WHILE_HELD_MS))) await payload.heartbeat();
    this.failures = 0;
  }

  private async take(slice: ReturnType<typeof sliceOf>): Promise<void> {
    try {
      await this.listener.records(slice);
    } catch (cause) {
      throw new NotTakenOverError(cause);
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

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
