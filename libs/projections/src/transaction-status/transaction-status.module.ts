import { Module } from '@nestjs/common';

import { GetTransactionHandler } from './get-transaction.handler.js';
import { ListTransactionsHandler } from './list-transactions.handler.js';
import { TransactionListController } from './transaction-list.controller.js';
import { TransactionController } from './transaction.controller.js';

/** The read side of `transaction-status`. */
@Module({
  controllers: [TransactionController, TransactionListController],
  providers: [GetTransactionHandler, ListTransactionsHandler],
})
export class TransactionStatusModule {}
