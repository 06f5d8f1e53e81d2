import { Query } from '@nestjs/cqrs';

import type { Consistency } from '../freshness/consistency.js';
import type { FreshList } from '../freshness/fresh-lists.js';
import type { BucketSums } from './add-up.js';
import type { Subject, UnitRange } from './stored-sums.js';

/** Every day of the reporting zone that has transactions, oldest first: what the older routes are made of. */
export class GetDailySums extends Query<FreshList<readonly BucketSums<string>[]>> {
  constructor(
    readonly subject: Subject,
    readonly dates: UnitRange,
    readonly consistency: Consistency,
  ) {
    super();
  }
}
