import { newEventId, NotificationRequested } from '@app/contracts';
import { LogSink, recordOf, type RecordPosition } from '@app/messaging';
import { crashPoint } from '@app/platform';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';

import { EVENT_SOURCE } from '../event-source.js';
import { RequestNotification } from './request-notification.command.js';

@CommandHandler(RequestNotification)
export class RequestNotificationHandler implements ICommandHandler<RequestNotification> {
  constructor(private readonly log: LogSink) {}

  /** @throws NotAppendedError, UnknownOutcomeError */
  async execute({ notification, traceparent }: RequestNotification): Promise<RecordPosition> {
    const record = recordOf({
      id: newEventId(),
      type: NotificationRequested.type,
      source: EVENT_SOURCE,
      time: notification.requested_at,
      subject: notification.notification_id,
      data: notification,
      ...(traceparent !== undefined && { traceparent }),
    });
    crashPoint('ingestion.before-produce');
    const position = await this.log.append(record);
    crashPoint('ingestion.after-ack');
    return position;
  }
}
