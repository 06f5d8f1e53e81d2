import { LogAdmin, LogSink } from '@app/messaging';
import { HeartbeatController } from '@app/platform';
import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { AcceptTransactionHandler } from './accept-transaction/accept-transaction.handler.js';
import { DeleteTransactionsController } from './delete-transactions/delete-transactions.controller.js';
import { DeleteTransactionsHandler } from './delete-transactions/delete-transactions.handler.js';
import { IngestionConfig } from './ingestion.config.js';
import { LogHealth } from './log-health.js';
import { AddTransactionController } from './webhook/add-transaction.controller.js';
import { BatchController } from './webhook/batch.controller.js';
import { BatchIntake } from './webhook/batch-intake.js';
import { IntakeMetrics } from './webhook/intake-metrics.js';
import { RejectionCounter } from './webhook/rejection-counter.js';
import { TransactionIntake } from './webhook/transaction-intake.js';
import { WebhookController } from './webhook/webhook.controller.js';

/** The log as this process uses it. */
export interface LogPorts {
  readonly sink: LogSink;
  readonly admin: LogAdmin;
}

@Module({})
export class IngestionModule {
  static of(config: IngestionConfig, { sink, admin }: LogPorts): DynamicModule {
    return {
      module: IngestionModule,
      imports: [CqrsModule.forRoot()],
      controllers: [
        HeartbeatController,
        WebhookController,
        BatchController,
        AddTransactionController,
        // Where it is not allowed there is no such route: 404 for every method.
        ...(config.allowDataReset ? [DeleteTransactionsController] : []),
      ],
      providers: [
        { provide: IngestionConfig, useValue: config },
        { provide: LogSink, useValue: sink },
        { provide: LogAdmin, useValue: admin },
        AcceptTransactionHandler,
        DeleteTransactionsHandler,
        TransactionIntake,
        BatchIntake,
        IntakeMetrics,
        RejectionCounter,
        LogHealth,
      ],
    };
  }
}
