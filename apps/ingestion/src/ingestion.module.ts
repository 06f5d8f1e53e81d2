import { LogAdmin, LogSink } from '@app/messaging';
import { HeartbeatController } from '@app/platform';
import { Module, type DynamicModule } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';

import { AcceptTransactionHandler } from './accept-transaction/accept-transaction.handler.js';
import { DeleteTransactionsController } from './delete-transactions/delete-transactions.controller.js';
import { DeleteTransactionsHandler } from './delete-transactions/delete-transactions.handler.js';
import { IngestionConfig } from './ingestion.config.js';
import { ConfirmedWrites } from './intake/confirmed-writes.js';
import { IntakeMetrics } from './intake/intake-metrics.js';
import { LogHealth } from './log-health.js';
import { AcceptedAnswers } from './notifications/accepted-answers.js';
import { NotificationIntake } from './notifications/notification-intake.js';
import { NotificationsController } from './notifications/notifications.controller.js';
import { RecentRequests } from './notifications/recent-requests.js';
import { RetriesController } from './notifications/retries.controller.js';
import { RejectionCounter } from './rejection-counter.js';
import { RequestNotificationHandler } from './request-notification/request-notification.handler.js';
import { RetryNotificationHandler } from './retry-notification/retry-notification.handler.js';
import { AddTransactionController } from './webhook/add-transaction.controller.js';
import { BatchController } from './webhook/batch.controller.js';
import { BatchIntake } from './webhook/batch-intake.js';
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
        NotificationsController,
        RetriesController,
        // Where it is not allowed there is no such route: 404 for every method.
        ...(config.allowDataReset ? [DeleteTransactionsController] : []),
      ],
      providers: [
        { provide: IngestionConfig, useValue: config },
        { provide: LogSink, useValue: sink },
        { provide: LogAdmin, useValue: admin },
        AcceptTransactionHandler,
        DeleteTransactionsHandler,
        RequestNotificationHandler,
        RetryNotificationHandler,
        TransactionIntake,
        BatchIntake,
        NotificationIntake,
        RecentRequests,
        AcceptedAnswers,
        ConfirmedWrites,
        IntakeMetrics,
        RejectionCounter,
        LogHealth,
      ],
    };
  }
}
