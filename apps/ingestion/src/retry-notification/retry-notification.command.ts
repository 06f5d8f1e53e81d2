import type { NotificationRetryRequestedData } from '@app/contracts';
import type { RecordPosition } from '@app/messaging';
import { Command } from '@nestjs/cqrs';

/** Write to the log that channels of a notification are to be tried again. Its result is the place that the log confirmed. */
export class RetryNotification extends Command<RecordPosition> {
  constructor(
    readonly retry: NotificationRetryRequestedData,
    /** W3C trace context of the request, when it had a valid one. */
    readonly traceparent?: string,
  ) {
    super();
  }
}
