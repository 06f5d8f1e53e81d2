import { CHANNELS, newEventId, type DomainEvent } from '@app/contracts';

import {
  attempted,
  completed,
  notificationId,
  requested,
  retryRequested,
} from '../../projections/src/notification-log/notification-events.fixture.js';

/**
 * Everything that a log of notifications may hold but poison: all channels and ends, attempts that are left unknown,
 * answered, repeated or written twice, later requests of the same id, and retries by hand.
 */
export function sampleNotifications(notifications: number): readonly DomainEvent[] {
  const log: DomainEvent[] = [];
  for (let at = 0; at < notifications; at += 1) {
    const request = sampleRequest(at);
    log.push(request, ...livesOf(request, at));
    if (at % 7 === 0) log.push({ ...request, id: newEventId() });
    if (at % 13 === 0) log.push(request);
  }
  return log;
}

type Request = ReturnType<typeof requested>;

/** @param at its number, which says what is in it */
export function sampleRequest(at: number, id = notificationId(at)): Request {
  return requested(newEventId(), {
    notification_id: id,
    user_id: `u-${String(at % 10)}`,
    channels: at % 5 === 0 ? [...CHANNELS] : ['sms', 'email'],
    requested_at: timeAfter(at, 0),
    ...(at % 3 === 0 && { rule: 'daily-summary' }),
    ...(at % 4 === 0 && { transaction_id: `tx-${String(at)}` }),
  });
}

function livesOf(request: Request, at: number): readonly DomainEvent[] {
  const attempt = (data: Parameters<typeof attempted>[2], seconds: number): ReturnType<typeof attempted> =>
    attempted(newEventId(), request, { attempted_at: timeAfter(at, seconds), ...data });
  const email = attempt({ channel: 'email' }, 2);
  const [bad, good] = [{ error_message: 'out of order', code: '503' }, { attempt: 2 }];
  const later = { next_attempt_at: timeAfter(at, 60) };
  switch (at % 6) {
    case 0:
      return [];
    case 1:
      return [attempt({}, 1), email, email, completed(email, 'sent', timeAfter(at, 3))];
    case 2:
      return [attempt({ result: 'retry', ...bad, ...later }, 1), attempt(good, 61), email];
    case 3:
      return [email, attempt({ result: 'unknown', provider: null }, 1)];
    case 4:
      return [email, attempt({ result: 'unknown', ...later }, 1), attempt({}, 90), attempt({ result: 'failed' }, 99)];
    default: {
      const failed = attempt({ result: 'failed', ...bad }, 1);
      const ended = [email, failed, completed(failed, 'failed', timeAfter(at, 3))];
      return at % 4 === 1 ? ended : [...ended, retryRequested(newEventId(), request), attempt(good, 120)];
    }
  }
}

function timeAfter(at: number, seconds: number): string {
  return new Date(Date.UTC(2026, 2, 27) + at * 3_600_000 + seconds * 1_000).toISOString();
}
