import { Module } from '@nestjs/common';

import { GetTransactionHandler } from './get-transaction.handler.js';
import { TransactionController } from './transaction.controller.js';

/** The read side of `transaction-status`. */
@Module({ controllers: [TransactionController], providers: [GetTransactionHandler] })
export class TransactionStatusModule {}
