import type { Database } from '@app/database';
import { Inject } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { FreshReads, type FreshRead } from '../freshness/fresh-reads.js';
import { LogFrontier } from '../freshness/log-frontier.js';
import { readerOf } from '../generations/generation.js';
import { LiveGenerations } from '../generations/live-generations.js';
import { READ_DATABASE } from '../read-database.js';
import { findTimeline } from './find-timeline.js';
import { GetTimeline, type TransactionTimeline } from './get-timeline.query.js';
import { transactionStatus } from './transaction-status.projection.js';

@QueryHandler(GetTimeline)
export class GetTimelineHandler implements IQueryHandler<GetTimeline> {
  constructor(
    @Inject(READ_DATABASE) private readonly database: Database,
    private readonly generations: LiveGenerations,
    private readonly reads: FreshReads,
    private readonly frontier: LogFrontier,
  ) {}

  /** @throws NoLiveGenerationError */
  execute({ transactionId, consistency }: GetTimeline): Promise<FreshRead<TransactionTimeline>> {
    const { name, topic } = transactionStatus;
    const partition = this.frontier.partitionOf(transactionId);
    return this.generations.reading(name, (generation) => {
      const place = { reader: readerOf(generation), topic, partition };
      return this.reads.read(place, consistency, () => findTimeline(this.database, generation, place, transactionId));
    });
  }
}
