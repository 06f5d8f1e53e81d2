import type { ConflictingField } from '@app/contracts';
import { Query } from '@nestjs/cqrs';

import type { Consistency } from '../freshness/consistency.js';
import type { FreshRead } from '../freshness/fresh-reads.js';
import type { NotificationAbout } from '../notification-log/notifications-about.js';
import type { IgnoredReason, Receipt } from './fold-history.js';

interface TimelinePlace {
  /** Such as `TransactionReceived.v1`. */
  readonly type: string;
  readonly eventId: string;
  readonly partition: number;
  readonly offset: number;
  /** RFC 3339 UTC: when the post was received, the outcome decided, or the event written; null where it does not say. */
  readonly time: string | null;
}

/** An event of a transaction and what it did. */
export type TimelineEvent = TimelinePlace &
  (
    | { readonly effect: 'first' }
    | { readonly effect: Exclude<Receipt['verdict'], 'conflict'> }
    /** The fields are null until the processor has told of them. */
    | { readonly effect: 'conflict'; readonly conflictingFields: readonly ConflictingField[] | null }
    | { readonly effect: 'outcome'; readonly failureReason: string | null }
    | { readonly effect: 'conflict-noted'; readonly postEventId: string }
    | { readonly effect: 'ignored'; readonly reason: IgnoredReason }
  );

/** How far a read model is with the events of one transaction. */
export interface ProjectionProgress {
  readonly name: string;
  readonly generation: number;
  /** The next offset that it will apply in the transaction's partition. */
  readonly position: number;
  /** The offset of the last of these events that it has applied; null when it has applied none. */
  readonly applied: number | null;
  /** Events of the transaction that could not be applied, and those that wait behind them. */
  readonly parked: number;
}

export interface TransactionTimeline {
  readonly transactionId: string;
  /** In log order. */
  readonly events: readonly TimelineEvent[];
  /** There are more of them than are shown. */
  readonly truncated: boolean;
  readonly projections: readonly ProjectionProgress[];
  /** The oldest first. */
  readonly notifications: readonly NotificationAbout[];
}

/** Everything that happened to one transaction. */
export class GetTimeline extends Query<FreshRead<TransactionTimeline>> {
  constructor(
    readonly transactionId: string,
    readonly consistency: Consistency,
  ) {
    super();
  }
}
