import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { FreshLists, type FreshList } from '../freshness/fresh-lists.js';
import { findSummaries, type SummariesPage } from './find-summaries.js';
import { GetSummaries } from './get-summaries.query.js';
import { summaries } from './summaries.projection.js';

@QueryHandler(GetSummaries)
export class GetSummariesHandler implements IQueryHandler<GetSummaries> {
  constructor(private readonly lists: FreshLists) {}

  /** @throws NoLiveGenerationError */
  execute({ request, consistency }: GetSummaries): Promise<FreshList<SummariesPage>> {
    return this.lists.read(summaries, consistency, (transaction, generation) =>
      findSummaries(transaction, generation, request),
    );
  }
}
