import { defineProjection } from '../projection.js';
import { NotificationHistories } from './notification-histories.js';
import { notificationLogIndexes, notificationLogTables, notificationLogViews } from './notification-log.tables.js';
import { writeNotifications } from './write-notifications.js';

/** Each notification as it was first asked for, what became of it on each channel, and every attempt. */
export const notificationLog = defineProjection({
  name: 'notification-log',
  topic: 'notifications',
  codeVersion: 1,
  usesReportingZone: false,
  tables: notificationLogTables,
  indexes: notificationLogIndexes,
  views: notificationLogViews,
  begin: () => new NotificationHistories(),
  when: {
    'NotificationRequested.v1': (histories: NotificationHistories, read) => {
      histories.add(read);
    },
    'NotificationAttempted.v1': (histories, read) => {
      histories.add(read);
    },
    'NotificationCompleted.v1': (histories, read) => {
      histories.add(read);
    },
    'NotificationRetryRequested.v1': (histories, read) => {
      histories.add(read);
    },
  },
  write: (transaction, { schema }, histories) => writeNotifications(transaction, schema, histories),
});
