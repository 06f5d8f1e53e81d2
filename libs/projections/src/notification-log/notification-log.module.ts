import { Module } from '@nestjs/common';

import { GetNotificationHandler } from './get-notification.handler.js';
import { ListNotificationsHandler } from './list-notifications.handler.js';
import { NotificationController } from './notification.controller.js';

/** The read side of `notification-log`. */
@Module({
  controllers: [NotificationController],
  providers: [GetNotificationHandler, ListNotificationsHandler],
})
export class NotificationLogModule {}
