import type { Channel, NotificationCompleted } from '@app/contracts';
import { afterAttempt, afterRetry, deliveriesOf, judgeAttempt, statusOf, type Delivery } from '@app/domain';
import type { ReadEvent } from '@app/messaging';

import type { NotificationEvent, ReadAttempt, ReadRequest, ReadRetry } from './notification-histories.js';

/** Where a notification's first request stands: its place in every list. */
export interface RequestPlace {
  readonly notificationId: string;
  readonly partition: number;
  readonly firstOffset: number;
  /** RFC 3339 UTC. */
  readonly requestedAt: string;
}

/** What is known of a notification that was asked for. */
export interface KnownNotification {
  readonly place: RequestPlace;
  readonly deliveries: ReadonlyMap<Channel, Delivery>;
  readonly status: 'pending' | 'sent' | 'failed';
  /** When it came to be of this status for good, as the notifier has told. */
  readonly completedAt: string | null;
}

export interface JudgedAttempt {
  readonly read: ReadAttempt;
  /** False when a result of its number was there already. */
  readonly counted: boolean;
}

/** What a history comes to, given what was known before it. */
export interface NotificationChange {
  /** The request that counts, where this history holds it: the notification is new. */
  readonly first: ReadRequest | undefined;
  readonly before: KnownNotification | undefined;
  readonly after: KnownNotification;
  readonly attempts: readonly JudgedAttempt[];
  readonly retries: readonly ReadRetry[];
}

/** Folds a history in log order. @returns undefined when it is all about a notification that nobody asked for */
export function foldNotification(
  reads: readonly ReadEvent<NotificationEvent>[],
  before: KnownNotification | undefined,
): NotificationChange | undefined {
  const fold = new NotificationFold(before);
  for (const read of reads) fold.add(read);
  const { first, after, attempts, retries } = fold;
  return after === undefined ? undefined : { first, before, after, attempts, retries };
}

class NotificationFold {
  first: ReadRequest | undefined;
  readonly attempts: JudgedAttempt[] = [];
  readonly retries: ReadRetry[] = [];

  constructor(public after: KnownNotification | undefined) {}

  add(read: ReadEvent<NotificationEvent>): void {
    const { event } = read;
    switch (event.type) {
      case 'NotificationRequested.v1':
        this.request({ ...read, event });
        return;
      case 'NotificationAttempted.v1':
        this.attempt({ ...read, event });
        return;
      case 'NotificationCompleted.v1':
        this.complete(event);
        return;
      case 'NotificationRetryRequested.v1':
        this.retry({ ...read, event });
    }
  }

  /** The first one counts, whatever a later one says. */
  private request(read: ReadRequest): void {
    if (this.after !== undefined) return;
    this.first = read;
    this.after = newNotification(read);
  }

  private attempt(read: ReadAttempt): void {
    const { data } = read.event;
    const delivery = this.after?.deliveries.get(data.channel);
    if (this.after === undefined || delivery === undefined) return;
    const judgement = judgeAttempt(delivery, data);
    if (judgement === 'impossible') return;
    this.attempts.push({ read, counted: judgement !== 'ignored' });
    this.after = withDeliveries(this.after, [afterAttempt(delivery, data)]);
  }

  /** One that tells of another status is about a round before this one. */
  private complete({ data }: NotificationCompleted): void {
    if (this.after?.status === data.status) this.after = { ...this.after, completedAt: data.completed_at };
  }

  private retry(read: ReadRetry): void {
    if (this.after === undefined) return;
    this.retries.push(read);
    const deliveries = [...this.after.deliveries.values()];
    this.after = withDeliveries(
      this.after,
      deliveries.map((delivery) => afterRetry(delivery, read.event)),
    );
  }
}

function newNotification({ event, partition, offset }: ReadRequest): KnownNotification {
  const { notification_id: notificationId, requested_at: requestedAt } = event.data;
  return {
    place: { notificationId, partition, firstOffset: offset, requestedAt },
    deliveries: deliveriesOf(event),
    status: 'pending',
    completedAt: null,
  };
}

/** Where the status changes, what was told of its end is told no longer. */
function withDeliveries(known: KnownNotification, changed: readonly Delivery[]): KnownNotification {
  const deliveries = new Map([
    ...known.deliveries,
    ...changed.map((delivery) => [delivery.channel, delivery] as const),
  ]);
  const status = statusOf(deliveries.values());
  return { ...known, deliveries, status, completedAt: status === known.status ? known.completedAt : null };
}
