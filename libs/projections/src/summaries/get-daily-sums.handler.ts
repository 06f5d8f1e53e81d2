import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { FreshLists, type FreshList } from '../freshness/fresh-lists.js';
import type { BucketSums } from './add-up.js';
import { findDailySums } from './find-daily-sums.js';
import { GetDailySums } from './get-daily-sums.query.js';
import { summaries } from './summaries.projection.js';

@QueryHandler(GetDailySums)
export class GetDailySumsHandler implements IQueryHandler<GetDailySums> {
  constructor(private readonly lists: FreshLists) {}

  /** @throws NoLiveGenerationError */
  execute({ subject, dates, consistency }: GetDailySums): Promise<FreshList<readonly BucketSums<string>[]>> {
    return this.lists.read(summaries, consistency, (transaction, { schema }) =>
      findDailySums(transaction, schema, subject, dates),
    );
  }
}
