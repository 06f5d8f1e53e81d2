import type { Channel } from '@app/contracts';
import type { Delivery } from '@app/domain';
import { WorkQueue, type NewWorkItem } from '@app/work-queue';

/** One attempt at one channel; the item's id is `attemptItemId` of it. */
export interface AttemptWork {
  readonly notification_id: string;
  readonly attempt: number;
}

/** Each channel has a queue of its own: whatever one of them waits for, the others do not. */
export const ATTEMPT_QUEUES: Readonly<Record<Channel, WorkQueue<AttemptWork>>> = {
  sms: new WorkQueue('attempt.sms'),
  email: new WorkQueue('attempt.email'),
  telegram: new WorkQueue('attempt.telegram'),
  webhook: new WorkQueue('attempt.webhook'),
};

export function attemptItemId(notificationId: string, attempt: number): string {
  return `${notificationId}:${String(attempt)}`;
}

/** The next attempt at a delivery, due when it says; undefined when there is none. */
export function nextAttempt(
  notificationId: string,
  delivery: Delivery,
  partition: number,
): NewWorkItem<AttemptWork> | undefined {
  const { status, nextAttemptAt, lastAttemptAt, attempts, roundBeganAt } = delivery;
  if (status !== 'pending' && nextAttemptAt === null) return undefined;
  const attempt = attempts + 1;
  const since = nextAttemptAt === null ? roundBeganAt : (lastAttemptAt ?? roundBeganAt);
  return {
    id: attemptItemId(notificationId, attempt),
    partition,
    // Counted from the last attempt on, so that a clock that runs ahead delays nothing for longer than was meant.
    since,
    delayMs: nextAttemptAt === null ? 0 : Math.max(Date.parse(nextAttemptAt) - Date.parse(since), 0),
    payload: { notification_id: notificationId, attempt },
  };
}
