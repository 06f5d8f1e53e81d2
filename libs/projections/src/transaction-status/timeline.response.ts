import type { ConflictingField } from '@app/contracts';

import type { NotificationAbout } from '../notification-log/notifications-about.js';
import type { ProjectionProgress, TimelineEvent, TransactionTimeline } from './get-timeline.query.js';

/** `GET /v1/transactions/:id/timeline`. */
export interface TimelineResponse {
  readonly transaction_id: string;
  /** In log order. */
  readonly events: readonly TimelineEventResponse[];
  /** There are more of them than are shown. */
  readonly truncated: boolean;
  /** How far each read model is with them. */
  readonly projections: readonly ProjectionProgress[];
  /** Those that are about it, the oldest first. */
  readonly notifications: readonly NotificationAbout[];
}

export interface TimelineEventResponse {
  readonly type: string;
  readonly event_id: string;
  readonly partition: number;
  readonly offset: number;
  readonly time: string | null;
  readonly effect: TimelineEvent['effect'];
  /** Of an ignored event, or of a failure. */
  readonly reason?: string | null;
  /** Of a conflict; null until the processor has told of them. */
  readonly conflicting_fields?: readonly ConflictingField[] | null;
  /** Of a noted conflict: the post that differs. */
  readonly post_event_id?: string;
}

export function timelineResponse(timeline: TransactionTimeline): TimelineResponse {
  return {
    transaction_id: timeline.transactionId,
    events: timeline.events.map(eventResponse),
    truncated: timeline.truncated,
    projections: timeline.projections,
    notifications: timeline.notifications,
  };
}

function eventResponse(event: TimelineEvent): TimelineEventResponse {
  const { type, eventId, partition, offset, time, effect } = event;
  return { type, event_id: eventId, partition, offset, time, effect, ...detailsOf(event) };
}

function detailsOf(
  event: TimelineEvent,
): Pick<TimelineEventResponse, 'reason' | 'conflicting_fields' | 'post_event_id'> {
  switch (event.effect) {
    case 'first':
    case 'duplicate':
    case 'reported-outcome':
      return {};
    case 'conflict':
      return { conflicting_fields: event.conflictingFields };
    case 'outcome':
      return event.failureReason === null ? {} : { reason: event.failureReason };
    case 'conflict-noted':
      return { post_event_id: event.postEventId };
    case 'ignored':
      return { reason: event.reason };
  }
}
