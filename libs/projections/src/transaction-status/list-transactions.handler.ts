import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';

import { FreshLists, type FreshList } from '../freshness/fresh-lists.js';
import { ListTransactions, type TransactionPage } from './list-transactions.query.js';
import { transactionPage } from './transaction-page.js';
import { transactionStatus } from './transaction-status.projection.js';

@QueryHandler(ListTransactions)
export class ListTransactionsHandler implements IQueryHandler<ListTransactions> {
  constructor(private readonly lists: FreshLists) {}

  /** @throws NoLiveGenerationError */
  execute({ page, consistency }: ListTransactions): Promise<FreshList<TransactionPage>> {
    return this.lists.read(transactionStatus, consistency, (transaction, { schema }) =>
      transactionPage(transaction, schema, page),
    );
  }
}
