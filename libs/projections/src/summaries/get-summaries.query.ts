import { Query } from '@nestjs/cqrs';

import type { Consistency } from '../freshness/consistency.js';
import type { FreshList } from '../freshness/fresh-lists.js';
import type { SummariesPage, SummariesRequest } from './find-summaries.js';

/** A page of days, weeks or months in any zone. */
export class GetSummaries extends Query<FreshList<SummariesPage>> {
  constructor(
    readonly request: SummariesRequest,
    readonly consistency: Consistency,
  ) {
    super();
  }
}
