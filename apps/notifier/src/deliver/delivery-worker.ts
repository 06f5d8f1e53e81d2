import type { Engines } from '@app/engines';
import { type LogTransport, appendEvents } from '@app/messaging';
import type { Log } from '@app/platform';
import { WorkLoop, type WorkLoopHealth, type WorkLoopOptions } from '@app/work-queue';
import type { BeforeApplicationShutdown } from '@nestjs/common';

import { COMPLETION_QUEUE, type CompletionWork } from '../completion-queue.js';
import { SendingStore } from '../deliveries/sending-store.js';
import { ATTEMPT_QUEUES } from '../deliveries/work-of-delivery.js';
import type { NotifierMetrics } from '../notifier-metrics.js';
import { READER } from '../track-notifications/track-notifications.consumer.js';
import { Deliver } from './deliver.js';
import type { DeliveryChannel } from './delivery-channel.js';

/** Beside the sender's own time: for loading, noting and appending, with retries inside the log client. */
const LEASE_RESERVE_MS = 20_000;
const COMPLETIONS = { inFlight: 1_000, together: 1_000, leaseMs: LEASE_RESERVE_MS };

type Loop = Pick<WorkLoop<object>, 'start' | 'stop' | 'health'>;

/** Sends what is due in the partitions in which this process has come to the log's end: one loop a channel. */
export class DeliveryWorker implements BeforeApplicationShutdown {
  private readonly loops: ReadonlyMap<string, Loop>;

  constructor(
    private readonly engines: Pick<Engines, 'database' | 'sink'>,
    private readonly transport: Pick<LogTransport, 'reader'>,
    private readonly channels: readonly DeliveryChannel[],
    private readonly metrics: NotifierMetrics,
    private readonly log: Log,
  ) {
    const store = new SendingStore(engines.database);
    this.loops = new Map<string, Loop>([
      ...channels.map((channel) => [channel.channel, this.attempts(channel, store)] as const),
      ['completion', this.completions()],
    ]);
  }

  /** Once the reader has been started: it knows the partitions. */
  start(): void {
    for (const loop of this.loops.values()) loop.start();
  }

  health(): ReadonlyMap<string, WorkLoopHealth> {
    return new Map([...this.loops].map(([name, loop]) => [name, loop.health()]));
  }

  /** Before the reader leaves its group, so that another process finds nothing of ours half done. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([...this.loops.values()].map((loop) => loop.stop()));
    const senders = new Set(this.channels.flatMap(({ providers }) => providers.map(({ sender }) => sender)));
    await Promise.all([...senders].map((sender) => sender.close()));
  }

  private attempts(channel: DeliveryChannel, store: SendingStore): Loop {
    const deliver = new Deliver(channel, store, this.engines.sink, this.metrics);
    return this.loop({
      queue: ATTEMPT_QUEUES[channel.channel],
      inFlight: channel.concurrency,
      together: 1,
      leaseMs: channel.timeoutMs + LEASE_RESERVE_MS,
      handle: (items, stopping) => Promise.all(items.map((item) => deliver.attempt(item, stopping))),
    });
  }

  private completions(): Loop {
    return this.loop<CompletionWork>({
      queue: COMPLETION_QUEUE,
      ...COMPLETIONS,
      handle: async (items) => {
        const events = items.map(({ payload }) => payload.event);
        const errors = await appendEvents(this.engines.sink, events);
        this.metrics.completed(events.filter((_, at) => errors[at] === undefined));
        return items.flatMap(({ id }, at) => (errors[at] === undefined ? { id, kind: 'done' } : []));
      },
    });
  }

  private loop<Payload extends object>(options: Omit<WorkLoopOptions<Payload>, 'partitions'>): Loop {
    const partitions = (): readonly number[] => this.transport.reader(READER).livePartitions();
    return new WorkLoop({ ...options, partitions }, { database: this.engines.database, log: this.log });
  }
}
