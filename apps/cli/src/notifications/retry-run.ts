import { setTimeout as delay } from 'node:timers/promises';

import { newEventId, NotificationRetryRequested, type Channel } from '@app/contracts';
import { appendEvents, type Keyed, type LogSink } from '@app/messaging';

import { Pacer } from '../load/pacer.js';
import type { FoundDelivery } from './find-deliveries.js';

const EVENT_SOURCE = '/tidemark/cli';
/** Events that are in flight at one time. */
const AT_ONCE = 500;
const LOOK_EVERY_MS = 20;

/**
 * A notification and those of its channels that are to be tried again. Never all of them: one that failed beside one whose
 * fate is unknown would have that one sent again too.
 */
export interface Retry {
  readonly notificationId: string;
  readonly channels: readonly Channel[];
}

/** What the log has of a retry. An error: perhaps nothing. Null: nothing, as one before it was not confirmed. */
export interface RequestedRetry extends Retry {
  readonly error: Error | undefined | null;
}

export interface RetryOptions {
  readonly requestedBy: string;
  /** Notifications per second at most. */
  readonly rate: number | undefined;
  readonly onProgress: (done: number) => void;
}

/** One retry a notification, in the order of the deliveries. */
export function retriesOf(deliveries: readonly FoundDelivery[]): readonly Retry[] {
  const byNotification = Map.groupBy(deliveries, (delivery) => delivery.notification_id);
  return [...byNotification].map(([notificationId, its]) => ({
    notificationId,
    channels: its.map(({ channel }) => channel),
  }));
}

/** Asks for retries until one is not confirmed: the next ones would hardly be. */
export async function requestRetries(
  sink: LogSink,
  retries: readonly Retry[],
  { requestedBy, rate, onProgress }: RetryOptions,
): Promise<readonly RequestedRetry[]> {
  const pacer = new Pacer({ rate, count: retries.length, durationMs: Infinity }, performance.now());
  const done: RequestedRetry[] = [];
  while (done.length < retries.length) {
    let due = done.length;
    while (due - done.length < AT_ONCE && pacer.take(performance.now()) !== undefined) due += 1;
    const asked = retries.slice(done.length, due);
    const errors = await appendEvents(
      sink,
      asked.map((retry) => eventOf(retry, requestedBy)),
    );
    done.push(...asked.map((retry, at) => ({ ...retry, error: errors[at] })));
    onProgress(done.length);
    if (errors.some((error) => error !== undefined)) break;
    if (asked.length === 0) await delay(LOOK_EVERY_MS);
  }
  return [...done, ...retries.slice(done.length).map((retry) => ({ ...retry, error: null }))];
}

function eventOf({ notificationId, channels }: Retry, requestedBy: string): Keyed<NotificationRetryRequested> {
  const requestedAt = new Date().toISOString();
  return {
    id: newEventId(),
    type: NotificationRetryRequested.type,
    source: EVENT_SOURCE,
    time: requestedAt,
    subject: notificationId,
    data: {
      notification_id: notificationId,
      channels: [...channels],
      requested_by: requestedBy,
      requested_at: requestedAt,
    },
  };
}
