import type { NotificationCompleted } from '@app/contracts';
import type { DatabaseTransaction } from '@app/database';
import type { Delivery } from '@app/domain';
import { appendAllEvents, LogReader, LogSink, type Keyed, type ReadBatch } from '@app/messaging';
import { crashPoint } from '@app/platform';
import { Controller } from '@nestjs/common';

import { COMPLETION_QUEUE } from '../completion-queue.js';
import { insertClaims, insertDeliveries, lockDeliveries, updateDeliveries } from '../deliveries/delivery-store.js';
import { NotifierMetrics } from '../notifier-metrics.js';
import { foldNotification, type Deliveries } from './fold-notification.js';
import { historiesOf, type NotificationHistory, type NotifierEvent } from './notification-history.js';
import { planAttempts, type ChangedDelivery } from './plan-attempts.js';

/** Whose positions in the log these are. */
export const READER = 'notifier';

const SUBSCRIPTION = [
  'NotificationRequested.v1',
  'NotificationAttempted.v1',
  'NotificationCompleted.v1',
  'NotificationRetryRequested.v1',
] as const satisfies readonly NotifierEvent['type'][];

/**
 * Applies a batch of the log to the deliveries: a first request opens them, attempts, our own among them, move them on,
 * and each move says which attempt is next. Nothing is sent from here. After a crash the batch comes again and gives
 * the same; after a restore of an older database the log says what was sent since.
 */
@Controller()
export class TrackNotifications {
  constructor(
    private readonly sink: LogSink,
    private readonly metrics: NotifierMetrics,
  ) {}

  @LogReader({ reader: READER, group: 'tidemark.notifier', topic: 'notifications', events: SUBSCRIPTION })
  async apply({ slices, transaction }: ReadBatch<NotifierEvent>): Promise<void> {
    crashPoint('notifier.after-poll');
    const { histories, completionIds: told } = historiesOf(slices);
    await COMPLETION_QUEUE.remove(transaction, [...told]);
    const claimed = await insertClaims(
      transaction,
      histories.flatMap(({ claim }) => claim ?? []),
    );
    // Once each: a foreign writer may have put records of one notification into two partitions.
    const fresh = histories.filter(
      ({ notificationId, claim }) => claim !== undefined && claimed.delete(notificationId),
    );
    this.metrics.requested(fresh.length);
    const completions = await this.advance(transaction, histories, new Set(fresh));
    await this.complete(
      transaction,
      completions.filter(({ event }) => !told.has(event.id)),
    );
  }

  private async advance(
    transaction: DatabaseTransaction,
    histories: readonly NotificationHistory[],
    fresh: ReadonlySet<NotificationHistory>,
  ): Promise<readonly Completion[]> {
    const known = await lockDeliveries(
      transaction,
      histories.filter((history) => !fresh.has(history)).map(({ notificationId }) => notificationId),
    );
    const opened: ChangedDelivery[] = [];
    const moved: ChangedDelivery[] = [];
    const completions: Completion[] = [];
    for (const history of histories) {
      const before = fresh.has(history) ? undefined : (known.get(history.notificationId) ?? NONE);
      const folded = foldNotification(before, history.events);
      const changes = changesOf(history, before, folded.deliveries);
      if (before === undefined) opened.push(...changes);
      else moved.push(...changes);
      completions.push(...folded.completions.map((event) => ({ event, history })));
    }
    await insertDeliveries(transaction, opened);
    await updateDeliveries(transaction, moved);
    await planAttempts(transaction, [...opened, ...moved]);
    return completions;
  }

  /** Where the log may hold the end further on it is not written again: it waits until that is known. */
  private async complete(transaction: DatabaseTransaction, completions: readonly Completion[]): Promise<void> {
    const later = completions.filter(({ history }) => !history.live);
    await COMPLETION_QUEUE.enqueue(
      transaction,
      later.map(({ event, history: { partition } }) => ({
        id: event.id,
        partition,
        since: event.time,
        delayMs: 0,
        payload: { event },
      })),
    );
    const now = completions.filter(({ history }) => history.live).map(({ event }) => event);
    await appendAllEvents(this.sink, now);
    crashPoint('notifier.after-produce');
    this.metrics.completed(now);
  }
}

/** An end that follows from a history. */
interface Completion {
  readonly event: Keyed<NotificationCompleted>;
  readonly history: NotificationHistory;
}

const NONE: Deliveries = new Map();

function changesOf(
  { notificationId, partition }: NotificationHistory,
  before: Deliveries | undefined,
  after: Deliveries,
): readonly ChangedDelivery[] {
  return [...after.values()].flatMap((delivery) => {
    const previous: Delivery | undefined = before?.get(delivery.channel);
    return previous === delivery ? [] : { notificationId, partition, before: previous, delivery };
  });
}
