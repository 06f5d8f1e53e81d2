import { Module } from '@nestjs/common';

import { GetTimelineHandler } from './get-timeline.handler.js';
import { GetTransactionHandler } from './get-transaction.handler.js';
import { ListTransactionsHandler } from './list-transactions.handler.js';
import { TransactionListController } from './transaction-list.controller.js';
import { TimelineController } from './timeline.controller.js';
import { TransactionController } from './transaction.controller.js';

/** The read side of `transaction-status`. */
@Module({
  controllers: [TransactionController, TransactionListController, TimelineController],
  providers: [GetTransactionHandler, GetTimelineHandler, ListTransactionsHandler],
})
export class TransactionStatusModule {}
