import { Query } from '@nestjs/cqrs';

import type { Consistency } from '../freshness/consistency.js';
import type { FreshRead } from '../freshness/fresh-reads.js';
import type { TransactionView } from './transaction-view.js';

/** One transaction, as fresh as the caller wants it. */
export class GetTransaction extends Query<FreshRead<TransactionView>> {
  constructor(
    readonly transactionId: string,
    readonly consistency: Consistency,
  ) {
    super();
  }
}
