import { newEventId } from '@app/contracts';
import type { RecordPosition } from '@app/messaging';
import { ProblemError, type ProblemSpec } from '@app/platform';
import { Injectable } from '@nestjs/common';

import { UNSIGNED } from '../event-source.js';
import { ConfirmedWrites } from '../intake/confirmed-writes.js';
import { IntakeMetrics } from '../intake/intake-metrics.js';
import { validTraceparent } from '../intake/traceparent.js';
import { INVALID_KEY, isIdempotencyKey, notificationIdOf, REUSED_KEY } from './idempotency-key.js';
import type { NotificationDto } from './notification.dto.js';
import { RecentRequests } from './recent-requests.js';
import { toRequestNotification } from './to-request-notification.js';

export interface Accepted {
  readonly notificationId: string;
  readonly position: RecordPosition;
  readonly ignored: readonly string[];
}

/** Headers of a request that mean something here. */
export interface RequestHeaders {
  readonly idempotencyKey: string | undefined;
  readonly traceparent: string | undefined;
}

/** From a post whose shape is proven to a record in the log. */
@Injectable()
export class NotificationIntake {
  constructor(
    private readonly writes: ConfirmedWrites,
    private readonly recent: RecentRequests,
    private readonly metrics: IntakeMetrics,
  ) {}

  /** @throws ProblemError when the key is none or was used for another request, or the log did not confirm the write */
  async accept(post: NotificationDto, { idempotencyKey: key, traceparent }: RequestHeaders): Promise<Accepted> {
    if (key !== undefined && !isIdempotencyKey(key)) this.refuse(INVALID_KEY);
    const { command, ignored } = toRequestNotification(post, {
      notificationId: key === undefined ? newEventId() : notificationIdOf(key, UNSIGNED),
      requestedAt: new Date().toISOString(),
      source: UNSIGNED,
      traceparent: validTraceparent(traceparent),
    });
    const { notification } = command;
    if (key !== undefined && this.recent.differs(notification)) this.refuse(REUSED_KEY);
    const position = await this.writes.confirm('notifications', command);
    if (key !== undefined) this.recent.remember(notification, position.offset);
    return { notificationId: notification.notification_id, position, ignored };
  }

  private refuse(problem: ProblemSpec): never {
    this.metrics.count('notifications', 'rejected');
    throw new ProblemError(problem);
  }
}
