import type { Channel, NotificationAttempted, NotificationRequested, NotificationRetryRequested } from '@app/contracts';

type Attempt = NotificationAttempted['data'];

/** `unknown`: a provider may have taken it; it is tried again if `nextAttemptAt` says when, else left as it is. */
export type DeliveryStatus = 'pending' | 'success' | 'failed' | 'unknown';

/** What is known of one channel of a notification. */
export interface Delivery {
  readonly channel: Channel;
  readonly status: DeliveryStatus;
  /** The number of the last attempt; 0 before the first. */
  readonly attempts: number;
  /** Attempts of which nobody knows whether the provider took them. */
  readonly unknownAttempts: readonly number[];
  /** When the next attempt is due; null when it is due at once, or there is none. */
  readonly nextAttemptAt: string | null;
  readonly lastAttemptAt: string | null;
  readonly provider: string | null;
  /** Of the last attempt, unless it succeeded. */
  readonly errorMessage: string | null;
  /** The last attempt before this round of them; a retry by hand begins another round. */
  readonly roundAfter: number;
  /** `ce_id` of the event that began the round, and when that was: deadlines count from there. */
  readonly roundEventId: string;
  readonly roundBeganAt: string;
}

/** A channel that nobody has tried yet. */
export function newDelivery(channel: Channel, eventId: string, requestedAt: string): Delivery {
  return {
    channel,
    status: 'pending',
    attempts: 0,
    unknownAttempts: [],
    nextAttemptAt: null,
    lastAttemptAt: null,
    provider: null,
    errorMessage: null,
    roundAfter: 0,
    roundEventId: eventId,
    roundBeganAt: requestedAt,
  };
}

/** The channels of a notification that was just asked for. */
export function deliveriesOf({ id, data }: NotificationRequested): Map<Channel, Delivery> {
  return new Map(data.channels.map((channel) => [channel, newDelivery(channel, id, data.requested_at)]));
}

/**
 * Each attempt has the number after the one before it; a log that lost records may have left some out. A number beyond this
 * is nobody's, and if it were taken there might be none left for the next attempt.
 */
const LONGEST_LEAP = 1_000;

/**
 * What an attempt means. `counts`: it is the next one. `answers`: it says what became of one that was left unknown.
 * `ignored`: there is a result of that number already, written twice or by a process that was thought dead. `impossible`:
 * no notifier gave out its number.
 */
export function judgeAttempt(
  delivery: Delivery,
  { attempt, result }: Pick<Attempt, 'attempt' | 'result'>,
): 'counts' | 'answers' | 'ignored' | 'impossible' {
  if (attempt > delivery.attempts + LONGEST_LEAP) return 'impossible';
  if (attempt > delivery.attempts) return delivery.status === 'success' && result !== 'success' ? 'ignored' : 'counts';
  return delivery.unknownAttempts.includes(attempt) && result !== 'unknown' ? 'answers' : 'ignored';
}

/** The delivery after an attempt. An attempt may come any number of times. */
export function afterAttempt(delivery: Delivery, attempt: Attempt): Delivery {
  switch (judgeAttempt(delivery, attempt)) {
    case 'ignored':
    case 'impossible':
      return delivery;
    case 'counts':
      return afterResult({ ...delivery, attempts: attempt.attempt }, attempt);
    case 'answers': {
      const unknownAttempts = delivery.unknownAttempts.filter((number) => number !== attempt.attempt);
      const answered = { ...delivery, unknownAttempts };
      // What became of an earlier attempt changes nothing about a later one or a later round, unless the message has arrived.
      const isLast = attempt.attempt === delivery.attempts && attempt.attempt > delivery.roundAfter;
      const decides = attempt.result === 'success' || isLast;
      return decides && delivery.status !== 'success' ? afterResult(answered, attempt) : answered;
    }
  }
}

function afterResult(delivery: Delivery, attempt: Attempt): Delivery {
  const status = STATUS_AFTER[attempt.result];
  return {
    ...delivery,
    status,
    unknownAttempts:
      attempt.result === 'unknown' ? [...delivery.unknownAttempts, attempt.attempt] : delivery.unknownAttempts,
    // Of no other result does an attempt follow, whatever a foreign writer says.
    nextAttemptAt: status === 'pending' || status === 'unknown' ? (attempt.next_attempt_at ?? null) : null,
    lastAttemptAt: attempt.attempted_at,
    provider: attempt.provider,
    errorMessage: attempt.result === 'success' ? null : (attempt.error_message ?? null),
  };
}

const STATUS_AFTER = { success: 'success', retry: 'pending', failed: 'failed', unknown: 'unknown' } as const;

/** Whether no attempt follows by itself. */
export function hasEnded({ status, nextAttemptAt }: Delivery): boolean {
  return status !== 'pending' && nextAttemptAt === null;
}

/** Whether a delivery ended without success, so that a retry by hand begins another round. */
function isRetriable(delivery: Delivery): boolean {
  return hasEnded(delivery) && delivery.status !== 'success';
}

/** The delivery after a retry by hand; the same one if that is not for this channel, or it has not ended. */
export function afterRetry(delivery: Delivery, { id, data }: NotificationRetryRequested): Delivery {
  const isMeant = data.channels === undefined || data.channels.includes(delivery.channel);
  // Its record may be in the log twice: it begins one round, and no other when that has failed.
  const isKnown = delivery.roundEventId === id;
  if (!isMeant || isKnown || !isRetriable(delivery)) return delivery;
  return {
    ...delivery,
    status: 'pending',
    nextAttemptAt: null,
    roundAfter: delivery.attempts,
    roundEventId: id,
    roundBeganAt: data.requested_at,
  };
}

/**
 * What the channels come to. `sent` only if every one succeeded; `failed` once none changes any more by itself and one
 * failed. A channel whose fate stays unknown keeps a notification pending unless another one failed.
 */
export function statusOf(deliveries: Iterable<Delivery>): 'pending' | 'sent' | 'failed' {
  const all = [...deliveries];
  if (all.every(({ status }) => status === 'success')) return 'sent';
  if (!all.every(hasEnded)) return 'pending';
  return all.some(({ status }) => status === 'failed') ? 'failed' : 'pending';
}
