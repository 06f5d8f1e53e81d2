import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { FreshLists, type FreshList } from '../freshness/fresh-lists.js';
import { ListNotifications, type NotificationPage } from './list-notifications.query.js';
import { notificationLog } from './notification-log.projection.js';
import { notificationPage } from './notification-page.js';

@QueryHandler(ListNotifications)
export class ListNotificationsHandler implements IQueryHandler<ListNotifications> {
  constructor(private readonly lists: FreshLists) {}

  /** @throws NoLiveGenerationError */
  execute({ page, consistency }: ListNotifications): Promise<FreshList<NotificationPage>> {
    return this.lists.read(notificationLog, consistency, (transaction, { schema }) =>
      notificationPage(transaction, schema, page),
    );
  }
}
