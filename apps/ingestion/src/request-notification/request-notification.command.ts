import type { NotificationRequestedData } from '@app/contracts';
import type { RecordPosition } from '@app/messaging';
import { Command } from '@nestjs/cqrs';

/** Write to the log that somebody is to be told something. Its result is the place that the log confirmed. */
export class RequestNotification extends Command<RecordPosition> {
  constructor(
    readonly notification: NotificationRequestedData,
    /** W3C trace context of the request, when it had a valid one. */
    readonly traceparent?: string,
  ) {
    super();
  }
}
