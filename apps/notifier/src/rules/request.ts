import { consequenceId, type Channel, type NotificationRequested } from '@app/contracts';
import type { Keyed } from '@app/messaging';

import { EVENT_SOURCE } from '../event-source.js';
import { LONGEST_BODY, LONGEST_TITLE } from './setting.js';
import { fillIn } from './template.js';

/** How the notifications of a rule are sent and worded. */
export interface Wording {
  readonly channels: readonly Channel[];
  readonly title: string;
  readonly body: string;
}

/** One notification that a rule asks for. */
export interface Ask {
  /** What it is for: of one rule and one cause there is one notification, ever. */
  readonly cause: string;
  readonly userId: string;
  readonly values: Readonly<Record<string, string | null | undefined>>;
  readonly transactionId?: string;
  readonly traceparent?: string | undefined;
}

/** @param requestedAt RFC 3339 UTC */
export function requestData(
  rule: string,
  { channels, title, body }: Wording,
  { cause, userId, values, transactionId }: Ask,
  requestedAt: string,
): NotificationRequested['data'] {
  return {
    notification_id: consequenceId('notification', `rule:${rule}:${cause}`),
    user_id: userId,
    title: fillIn(title, values, LONGEST_TITLE),
    body: fillIn(body, values, LONGEST_BODY),
    channels: [...channels],
    requested_at: requestedAt,
    source: 'rule',
    rule,
    ...(transactionId !== undefined && { transaction_id: transactionId }),
  };
}

export function requestEvent(
  id: string,
  data: NotificationRequested['data'],
  traceparent?: string,
): Keyed<NotificationRequested> {
  return {
    id,
    type: 'NotificationRequested.v1',
    source: EVENT_SOURCE,
    time: data.requested_at,
    subject: data.notification_id,
    data,
    ...(traceparent !== undefined && { traceparent }),
  };
}

/** The id that follows from what is asked for: the same request has the same one, one that is worded otherwise another. */
export function contentId(data: NotificationRequested['data']): string {
  return consequenceId('notification', `request:${JSON.stringify(data)}`);
}
