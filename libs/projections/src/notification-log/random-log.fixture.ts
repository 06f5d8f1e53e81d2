import { CHANNELS, type NotificationAttempted, type NotificationRequested } from '@app/contracts';

import type { Placed, Random } from '../random-logs.fixture.js';
import { eventId } from '../transaction-status/transaction-events.fixture.js';
import { attempted, completed, notificationId, requested, retryRequested } from './notification-events.fixture.js';

const PARTITIONS = 2;
const NOTIFICATIONS = 6;

/**
 * Few notifications, so that everything meets everything: attempts out of turn, answers to what was unknown, ends and
 * retries at any time, records that were written twice, and all of that also about what nobody has asked for.
 */
export function randomLog(random: Random, length: number): readonly Placed[] {
  const log: Placed[] = [];
  const attempts: NotificationAttempted[] = [];
  while (log.length < length) {
    const id = eventId(log.length + 1);
    const about = randomRequest(random, id);
    const attempt = randomAttempt(random, eventId(log.length + 1), about);
    const place = (event: Placed[1]): number => log.push([partitionOf(about), event]);
    const kind = random.below(20);
    if (kind < 3) place(about);
    else if (kind < 13) {
      attempts.push(attempt);
      place(attempt);
    } else if (kind < 15) {
      const by = attempts.length === 0 ? attempt : random.oneOf(attempts);
      log.push([partitionOf(by), completed(by, random.oneOf(['sent', 'failed']), timeOf(random))]);
    } else if (kind < 18) {
      const channels = random.oneOf([undefined, ['sms'] as const, ['email', 'webhook'] as const]);
      place(retryRequested(id, about, { ...(channels !== undefined && { channels: [...channels] }) }));
    } else if (log.length > 0) log.push(random.oneOf(log));
  }
  return log;
}

function randomRequest(random: Random, id: string): NotificationRequested {
  return requested(id, {
    notification_id: notificationId(random.below(NOTIFICATIONS)),
    channels: random.oneOf([['sms'], ['email', 'sms'], [...CHANNELS]]),
    title: `Title ${id}`,
    requested_at: timeOf(random),
    ...(random.below(2) === 0 && { rule: 'daily-summary', transaction_id: 'tx-1' }),
  });
}

function randomAttempt(random: Random, id: string, about: NotificationRequested): NotificationAttempted {
  const result = random.oneOf(['success', 'retry', 'retry', 'failed', 'unknown', 'unknown'] as const);
  return attempted(id, about, {
    ...{ channel: random.oneOf(CHANNELS), attempt: 1 + random.below(5), result },
    ...{ attempted_at: timeOf(random), provider: random.oneOf([null, 'log', 'smtp']) },
    ...(result !== 'success' && { error_message: `it did not work: ${id}` }),
    ...((result === 'retry' || (result === 'unknown' && random.below(2) === 0)) && { next_attempt_at: timeOf(random) }),
  });
}

/** With a key of its own in one partition, as the log has it. */
function partitionOf({ data }: NotificationRequested | NotificationAttempted): number {
  return Number.parseInt(data.notification_id.slice(-2), 16) % PARTITIONS;
}

function timeOf(random: Random): string {
  return `2026-03-29T18:00:${String(10 + random.below(50))}.${random.oneOf(['5', '250', '000001'])}Z`;
}
