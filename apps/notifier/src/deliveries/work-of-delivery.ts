import type { Channel } from '@app/contracts';
import { hasEnded, type Delivery } from '@app/domain';
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

/** No deadline is longer, so whatever a foreign writer says is due later has failed by then. */
const LONGEST_DELAY_MS = 30 * 86_400_000;

export function attemptItemId(notificationId: string, attempt: number): string {
  return `${notificationId}:${String(attempt)}`;
}

/** The next attempt at a delivery, due when it says; undefined when there is none. */
export function nextAttempt(
  notificationId: string,
  delivery: Delivery,
  partition: number,
): NewWorkItem<AttemptWork> | undefined {
  if (hasEnded(delivery)) return undefined;
  const { nextAttemptAt, lastAttemptAt, attempts, roundBeganAt } = delivery;
  const attempt = attempts + 1;
  const since = nextAttemptAt === null ? roundBeganAt : (lastAttemptAt ?? roundBeganAt);
  return {
    id: attemptItemId(notificationId, attempt),
    partition,
    // Counted from the last attempt on, so that a clock that runs ahead delays nothing for longer than was meant.
    since,
    delayMs: nextAttemptAt === null ? 0 : delayBetween(since, nextAttemptAt),
    payload: { notification_id: notificationId, attempt },
  };
}

function delayBetween(since: string, next: string): number {
  return Math.min(Math.max(Date.parse(next) - Date.parse(since), 0), LONGEST_DELAY_MS);
}
