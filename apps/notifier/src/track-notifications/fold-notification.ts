import {
  consequenceId,
  type Channel,
  type NotificationAttempted,
  type NotificationCompleted,
  type NotificationRequested,
  type NotificationRetryRequested,
} from '@app/contracts';
import { afterAttempt, afterRetry, deliveriesOf, statusOf, type Delivery } from '@app/domain';
import type { Keyed, ReadEvent } from '@app/messaging';

import { EVENT_SOURCE } from '../event-source.js';

/** What moves the deliveries of a notification. */
export type DeliveryEvent = NotificationRequested | NotificationAttempted | NotificationRetryRequested;
export type Deliveries = ReadonlyMap<Channel, Delivery>;

/** What a history comes to. */
export interface FoldedNotification {
  readonly deliveries: Deliveries;
  /** An event for each time that the notification came to an end, in order; mostly one. */
  readonly completions: readonly Keyed<NotificationCompleted>[];
}

/**
 * Walks through what a batch says of one notification.
 *
 * @param known the deliveries before it; undefined where its first request is among the events
 */
export function foldNotification(
  known: Deliveries | undefined,
  events: readonly ReadEvent<DeliveryEvent>[],
): FoldedNotification {
  let deliveries: Map<Channel, Delivery> | undefined = known === undefined ? undefined : new Map(known);
  const completions: Keyed<NotificationCompleted>[] = [];
  for (const { event } of events) {
    if (event.type === 'NotificationRequested.v1') {
      deliveries ??= deliveriesOf(event);
    } else if (deliveries !== undefined) {
      const before = statusOf(deliveries.values());
      advance(deliveries, event);
      const after = statusOf(deliveries.values());
      // Nothing ends by a retry by hand.
      const isEnd = after !== before && after !== 'pending' && event.type === 'NotificationAttempted.v1';
      if (isEnd) completions.push(completion(event, after));
    }
  }
  return { deliveries: deliveries ?? new Map(), completions };
}

function advance(deliveries: Map<Channel, Delivery>, event: NotificationAttempted | NotificationRetryRequested): void {
  switch (event.type) {
    case 'NotificationAttempted.v1': {
      const delivery = deliveries.get(event.data.channel);
      if (delivery !== undefined) deliveries.set(delivery.channel, afterAttempt(delivery, event.data));
      return;
    }
    case 'NotificationRetryRequested.v1':
      for (const [channel, delivery] of deliveries) deliveries.set(channel, afterRetry(delivery, event));
  }
}

/** It says what follows from the attempt alone, so writing it again writes the same. */
function completion(
  { id, traceparent, data }: NotificationAttempted,
  status: 'sent' | 'failed',
): Keyed<NotificationCompleted> {
  // Not `ce_time`: of a foreign writer it may be anything.
  const { notification_id, attempted_at: time } = data;
  return {
    id: consequenceId('completion', id),
    type: 'NotificationCompleted.v1',
    source: EVENT_SOURCE,
    time,
    subject: notification_id,
    data: { notification_id, status, completed_at: time },
    ...(traceparent !== undefined && { traceparent }),
  };
}
