import { consequenceId, type ConflictingField, type TransactionConflictDetected } from '@app/contracts';
import type { Keyed } from '@app/messaging';

import type { Claim } from '../claims/claim.js';
import { EVENT_SOURCE } from '../event-source.js';

/** The post that differs from the one that counts. */
export interface DifferingPost {
  readonly eventId: string;
  readonly receivedAt: string;
  readonly appendedAt: string;
  readonly traceparent: string | undefined;
}

/** The event that tells of a conflict; one a differing record, dated by that record. */
export function conflictEvent(
  claim: Pick<Claim, 'transactionId' | 'firstEventId'>,
  post: DifferingPost,
  fields: readonly ConflictingField[],
): Keyed<TransactionConflictDetected> {
  return {
    id: consequenceId('conflict', post.eventId),
    type: 'TransactionConflictDetected.v1',
    source: EVENT_SOURCE,
    time: post.appendedAt,
    subject: claim.transactionId,
    data: {
      transaction_id: claim.transactionId,
      first_event_id: claim.firstEventId,
      event_id: post.eventId,
      received_at: post.receivedAt,
      conflicting_fields: [...fields],
    },
    ...(post.traceparent !== undefined && { traceparent: post.traceparent }),
  };
}
