import { defineEvent, type EventOf } from '../event.js';
import { NotificationId, OneOf, UtcInstant } from '../schema/decorators.js';

/** No channel changes any more by itself: `sent` only if every one succeeded. After a retry by hand there may be another. */
export class NotificationCompletedData {
  @NotificationId()
  notification_id!: string;

  @OneOf(['sent', 'failed'])
  status!: 'sent' | 'failed';

  @UtcInstant()
  completed_at!: string;
}

export const NotificationCompleted = defineEvent({
  type: 'NotificationCompleted.v1',
  topic: 'notifications',
  data: NotificationCompletedData,
  subject: (data) => data.notification_id,
});
export type NotificationCompleted = EventOf<typeof NotificationCompleted>;
