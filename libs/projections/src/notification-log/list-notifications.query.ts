import type { Channel } from '@app/contracts';
import { Query } from '@nestjs/cqrs';

import type { Consistency } from '../freshness/consistency.js';
import type { FreshList } from '../freshness/fresh-lists.js';
import type { ListPlace } from '../sql/list-page.js';
import type { NotificationResponse } from './notification.response.js';

/** `unknown`: of one of its channels nobody knows whether the message arrived. */
export const LISTED_STATUSES = ['pending', 'sent', 'failed', 'unknown'] as const;

/** What the notifications of a list have in common; all of it at once. */
export interface NotificationFilters {
  readonly userId?: string | undefined;
  readonly status?: (typeof LISTED_STATUSES)[number] | undefined;
  readonly channel?: Channel | undefined;
}

export interface PageRequest {
  readonly filters: NotificationFilters;
  /** Items at most. */
  readonly limit: number;
  /** Where the page before has ended. */
  readonly after: ListPlace | undefined;
}

export interface NotificationPage {
  readonly items: readonly NotificationResponse[];
  /** Where to go on; undefined at the end of the list. */
  readonly next: ListPlace | undefined;
}

/** A page of notifications, newest first. */
export class ListNotifications extends Query<FreshList<NotificationPage>> {
  constructor(
    readonly page: PageRequest,
    readonly consistency: Consistency,
  ) {
    super();
  }
}
