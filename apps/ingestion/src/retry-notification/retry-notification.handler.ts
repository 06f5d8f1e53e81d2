import { newEventId, NotificationRetryRequested } from '@app/contracts';
import { LogSink, recordOf, type RecordPosition } from '@app/messaging';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { EVENT_SOURCE } from '../event-source.js';
import { RetryNotification } from './retry-notification.command.js';

@CommandHandler(RetryNotification)
export class RetryNotificationHandler implements ICommandHandler<RetryNotification> {
  constructor(private readonly log: LogSink) {}

  /** @throws NotAppendedError, UnknownOutcomeError */
  execute({ retry, traceparent }: RetryNotification): Promise<RecordPosition> {
    const record = recordOf({
      id: newEventId(),
      type: NotificationRetryRequested.type,
      source: EVENT_SOURCE,
      time: retry.requested_at,
      subject: retry.notification_id,
      data: retry,
      ...(traceparent !== undefined && { traceparent }),
    });
    return this.log.append(record);
  }
}
