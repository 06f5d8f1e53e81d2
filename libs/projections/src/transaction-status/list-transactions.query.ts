import { Query } from '@nestjs/cqrs';

import type { Consistency } from '../freshness/consistency.js';
import type { FreshList } from '../freshness/fresh-lists.js';
import type { ListPlace } from '../sql/list-page.js';
import type { TransactionView } from './transaction-view.js';

/** What the transactions of a list have in common; all of it at once. */
export interface TransactionFilters {
  readonly status?: TransactionView['status'] | undefined;
  readonly merchantId?: string | undefined;
  /** Source or destination. */
  readonly account?: string | undefined;
  readonly currency?: string | undefined;
  /** By `occurred_at`, half-open; RFC 3339 UTC. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface PageRequest {
  readonly filters: TransactionFilters;
  /** Items at most. */
  readonly limit: number;
  /** Where the page before has ended. */
  readonly after: ListPlace | undefined;
}

export interface TransactionPage {
  readonly items: readonly TransactionView[];
  /** Where to go on; undefined at the end of the list. */
  readonly next: ListPlace | undefined;
}

/** A page of transactions, newest first. */
export class ListTransactions extends Query<FreshList<TransactionPage>> {
  constructor(
    readonly page: PageRequest,
    readonly consistency: Consistency,
  ) {
    super();
  }
}
