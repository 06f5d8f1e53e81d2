import type { AttemptResult, Channel } from '@app/contracts';
import type { DeliveryStatus } from '@app/domain';

/** `GET /v1/notifications/:id`, and an item of a list. Times are RFC 3339 UTC. */
export interface NotificationResponse {
  readonly notification_id: string;
  readonly user_id: string;
  readonly title: string;
  readonly body: string;
  readonly channels: readonly Channel[];
  /** `sent` only if every channel succeeded, `failed` once none can change any more by itself and one failed. */
  readonly status: 'pending' | 'sent' | 'failed';
  readonly requested_at: string;
  /** Null until then, and again once a retry by hand has begun another round. */
  readonly completed_at: string | null;
  /** The rule that asked. */
  readonly rule?: string;
  /** The transaction that it is about. */
  readonly transaction_id?: string;
  /** In the order of the channels. */
  readonly logs: readonly ChannelLog[];
  /** By hand, in log order. */
  readonly retries?: readonly RetryEntry[];
}

/** What became of one channel. */
export interface ChannelLog {
  readonly channel: Channel;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly last_attempt_at: string | null;
  /** Of the last attempt, unless it succeeded. */
  readonly error_message: string | null;
  readonly provider: string | null;
  readonly next_attempt_at: string | null;
  /** In log order; lists do without. */
  readonly history?: readonly AttemptEntry[];
}

export interface AttemptEntry {
  readonly attempt: number;
  readonly result: AttemptResult;
  readonly provider: string | null;
  readonly code: string | null;
  readonly error_message: string | null;
  readonly attempted_at: string;
  readonly next_attempt_at: string | null;
  /** There was a result of this number already. */
  readonly counted?: false;
}

export interface RetryEntry {
  readonly requested_by: string;
  readonly requested_at: string;
  /** Left out when it was for all of them. */
  readonly channels?: readonly Channel[];
}
