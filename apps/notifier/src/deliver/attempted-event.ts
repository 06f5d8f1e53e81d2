import { consequenceId, newEventId, type NotificationAttempted } from '@app/contracts';
import type { Keyed } from '@app/messaging';

import type { Deliverable } from '../deliveries/sending-store.js';
import { EVENT_SOURCE } from '../event-source.js';
import type { Message } from '../senders/sender.js';
import type { AttemptOutcome } from './attempt-outcome.js';

/** What was made of the next attempt at a delivery. */
interface Made {
  readonly id?: string;
  /** Null when nobody was asked. */
  readonly provider: string | null;
  readonly outcome: AttemptOutcome;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export function attemptedEvent(
  { notificationId, channel, delivery, traceparent }: Deliverable,
  { id = newEventId(), provider, outcome, at }: Made,
): Keyed<NotificationAttempted> {
  const attempted_at = new Date(at).toISOString();
  return {
    id,
    type: 'NotificationAttempted.v1',
    source: EVENT_SOURCE,
    time: attempted_at,
    subject: notificationId,
    data: {
      notification_id: notificationId,
      channel,
      attempt: delivery.attempts + 1,
      provider,
      attempted_at,
      ...outcome,
    },
    ...(traceparent !== null && { traceparent }),
  };
}

export function messageOf({
  notificationId,
  channel,
  delivery,
  recipient,
  userId,
  title,
  body,
  requestedAt,
}: Deliverable): Message {
  const idempotencyKey = consequenceId('delivery', `${delivery.roundEventId}:${channel}`);
  return { notificationId, channel, recipient: recipient ?? '', userId, title, body, requestedAt, idempotencyKey };
}
