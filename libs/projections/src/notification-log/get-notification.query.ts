import { Query } from '@nestjs/cqrs';

import type { Consistency } from '../freshness/consistency.js';
import type { FreshRead } from '../freshness/fresh-reads.js';
import type { NotificationResponse } from './notification.response.js';

/** One notification with every attempt, as fresh as the caller wants it. */
export class GetNotification extends Query<FreshRead<NotificationResponse>> {
  constructor(
    readonly notificationId: string,
    readonly consistency: Consistency,
  ) {
    super();
  }
}
