import { newEventId, type Channel, type DomainEvent, type NotificationRequested } from '@app/contracts';
import type { Database } from '@app/database';
import type { Keyed, ReadEvent } from '@app/messaging';
import { Metrics } from '@app/platform';
import type { WorkResult } from '@app/work-queue';
import { sql } from 'kysely';

import { LogInMemory } from '../../../test/support/log-in-memory.js';
import { COMPLETION_QUEUE } from './completion-queue.js';
import type { Patience } from './deliver/attempt-outcome.js';
import { Deliver } from './deliver/deliver.js';
import { DeliveryChannel, type Provider } from './deliver/delivery-channel.js';
import { Lanes } from './deliver/lanes.js';
import { SendingStore } from './deliveries/sending-store.js';
import { ATTEMPT_QUEUES } from './deliveries/work-of-delivery.js';
import { NotifierMetrics } from './notifier-metrics.js';
import { Sender, type Message, type SendResult } from './senders/sender.js';
import type { NotifierEvent } from './track-notifications/notification-history.js';
import { TrackNotifications } from './track-notifications/track-notifications.consumer.js';

/** Not real: a provider. It keeps what it was asked and answers as it is told to. */
export class ScriptedSender extends Sender {
  readonly timeoutMs = 0;
  readonly asked: Message[] = [];
  answers: SendResult[] = [];
  /** Set to die when it was asked, before there is an answer. */
  dies = false;

  constructor(
    readonly isIdempotent = false,
    readonly needsRecipient = true,
  ) {
    super();
  }

  receiverOf(recipient: string): string {
    return recipient;
  }

  send(message: Message): Promise<SendResult> {
    this.asked.push(message);
    if (this.dies) return Promise.reject(new Error('killed'));
    return Promise.resolve(this.answers.shift() ?? { kind: 'accepted' });
  }
}

const PATIENCE: Patience = {
  maxAttempts: 3,
  // Requests are of a day in the past, so that specs can name it.
  deadlineMs: 100 * 365 * 86_400_000,
  rhythm: { firstMs: 1_000, longestMs: 60_000 },
  unknownOutcome: 'hold',
};

export function notificationRequested(
  channels: readonly Channel[],
  data: Partial<NotificationRequested['data']> = {},
): Keyed<NotificationRequested> {
  const notification_id = newEventId();
  return {
    id: newEventId(),
    type: 'NotificationRequested.v1',
    source: '/tidemark/spec',
    time: '2026-03-29T02:00:00.000Z',
    subject: data.notification_id ?? notification_id,
    data: {
      notification_id,
      user_id: 'u-1',
      title: 'Title',
      body: 'Body',
      channels: [...channels],
      recipients: Object.fromEntries(channels.map((channel) => [channel, `${channel} of u-1`])),
      requested_at: '2026-03-29T02:00:00.000Z',
      source: 'unsigned',
      ...data,
    },
  };
}

/** A notifier on real PostgreSQL and a log in memory, moved step by step. */
export class NotifierOnTheBench {
  readonly log = new LogInMemory();
  /** The process's own clock, milliseconds since 1970: events are dated by the database's. */
  now = Date.parse('2026-03-29T02:00:01Z');
  private readonly metrics = new NotifierMetrics(new Metrics());
  private readonly consumer = new TrackNotifications(this.log, this.metrics);
  private readonly store: SendingStore;
  private readonly delivers = new Map<Channel, Deliver>();
  private position = 0;

  constructor(
    private readonly database: Database,
    private readonly providers: Partial<Record<Channel, readonly Provider[]>>,
    private readonly patience: Partial<Patience> = {},
  ) {
    this.store = new SendingStore(database);
  }

  write(...events: DomainEvent[]): this {
    for (const event of events) this.log.put(event);
    return this;
  }

  /** Applies up to `count` records as one batch, as the reader does. */
  async read({ live = true, count = Infinity } = {}): Promise<this> {
    const end = Math.min(this.position + count, this.log.events.length);
    const events = this.log.events.slice(this.position, end) as ReadEvent<NotifierEvent>[];
    await this.database
      .transaction()
      .execute((transaction) =>
        this.consumer.apply({ topic: 'notifications', slices: [{ partition: 0, live, events }], transaction }),
      );
    this.position = end;
    return this;
  }

  /** Everything that waits is due. */
  async hasten(): Promise<this> {
    await sql`UPDATE work_items SET due_at = 'epoch', leased_until = NULL`.execute(this.database);
    return this;
  }

  /** Makes all attempts of a channel that are due. */
  async send(channel: Channel): Promise<readonly WorkResult[]> {
    const queue = ATTEMPT_QUEUES[channel];
    const items = await queue.claimDue(this.database, { partitions: [0], limit: 10_000, leaseMs: 60_000 });
    const deliver = this.deliver(channel);
    const results = await Promise.all(items.map((item) => deliver.attempt(item, new AbortController().signal)));
    await queue.remove(
      this.database,
      results.filter(({ kind }) => kind === 'done').map(({ id }) => id),
    );
    await queue.postpone(
      this.database,
      results.filter((result) => result.kind === 'later'),
    );
    return results;
  }

  /** Reads the log and sends until nothing is due any more, waiting for nothing. */
  async settle(...channels: readonly Channel[]): Promise<void> {
    await this.read();
    for (;;) {
      await this.hasten();
      const results = await Promise.all(channels.map((channel) => this.send(channel)));
      if (results.flat().length === 0) return;
      await this.read();
    }
  }

  /** One attempt during which the process dies: nothing is noted, and its lease ends. */
  async die(channel: Channel): Promise<void> {
    await this.send(channel).catch(() => undefined);
    this.delivers.clear();
    await ATTEMPT_QUEUES[channel].endLeases(this.database, [0]);
  }

  /** As if what is being sent had been begun a minute ago. */
  async waitAMinute(): Promise<void> {
    await sql`
      UPDATE notification_deliveries
      SET sending = jsonb_set(sending::jsonb, '{begun_at}', to_jsonb(now() - interval '1 minute'))`.execute(
      this.database,
    );
  }

  /** Ends of which it is not known whether the log tells of them. */
  async waitingCompletions(): Promise<readonly DomainEvent[]> {
    const items = await COMPLETION_QUEUE.claimDue(this.database, { partitions: [0], limit: 10_000, leaseMs: 0 });
    return items.map(({ payload }) => payload.event);
  }

  /** As after a restore of an empty database: the log is read from its beginning. */
  async forget(): Promise<void> {
    await sql`TRUNCATE notification_claims, notification_deliveries, work_items`.execute(this.database);
    this.position = 0;
  }

  private deliver(channel: Channel): Deliver {
    const known = this.delivers.get(channel);
    if (known !== undefined) return known;
    const providers = this.providers[channel] ?? [];
    const lanes = new Lanes(() => this.now);
    const settings = { channel, providers, patience: { ...PATIENCE, ...this.patience }, concurrency: 100 };
    const clock = { now: () => this.now, random: () => 0.5 };
    const created = new Deliver(new DeliveryChannel(settings, lanes), this.store, this.log, this.metrics, clock);
    this.delivers.set(channel, created);
    return created;
  }
}
