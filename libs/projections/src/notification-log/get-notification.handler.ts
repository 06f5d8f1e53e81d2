import type { Database } from '@app/database';
import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { FreshReads, type FreshRead } from '../freshness/fresh-reads.js';
import { LogFrontier } from '../freshness/log-frontier.js';
import { readerOf } from '../generations/generation.js';
import { LiveGenerations } from '../generations/live-generations.js';
import { READ_DATABASE } from '../read-database.js';
import { findNotification } from './find-notification.js';
import { GetNotification } from './get-notification.query.js';
import { notificationLog } from './notification-log.projection.js';
import type { NotificationResponse } from './notification.response.js';

@QueryHandler(GetNotification)
export class GetNotificationHandler implements IQueryHandler<GetNotification> {
  constructor(
    @Inject(READ_DATABASE) private readonly database: Database,
    private readonly generations: LiveGenerations,
    private readonly reads: FreshReads,
    private readonly frontier: LogFrontier,
  ) {}

  /** @throws NoLiveGenerationError */
  execute({ notificationId, consistency }: GetNotification): Promise<FreshRead<NotificationResponse>> {
    const { name, topic } = notificationLog;
    const partition = this.frontier.partitionOf(notificationId);
    return this.generations.reading(name, (generation) => {
      const place = { reader: readerOf(generation), topic, partition };
      return this.reads.read(place, consistency, () =>
        findNotification(this.database, generation.schema, place, notificationId),
      );
    });
  }
}
