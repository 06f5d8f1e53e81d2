import type { DatabaseTransaction } from '@app/database';

import { listPage } from '../sql/list-page.js';
import type { NotificationPage, PageRequest } from './list-notifications.query.js';
import { notificationColumns, notificationOf, type NotificationRow } from './notification-row.js';
import { scanOf } from './notification-scan.js';

export async function notificationPage(
  transaction: DatabaseTransaction,
  schema: string,
  { filters, limit, after }: PageRequest,
): Promise<NotificationPage> {
  const columns = notificationColumns(schema, 'without history');
  const { rows, next } = await listPage<NotificationRow>(transaction, scanOf(schema, filters, after), columns, limit);
  return { items: rows.map(notificationOf), next };
}
