import type { DomainEvent } from '@app/contracts';

import { LoggedTransaction } from './logged-transaction.js';

/** Transactions by id, as a log says them up to where it was followed. */
export type LoggedTransactions = ReadonlyMap<string, LoggedTransaction>;

/** Folds one partition's events, without any code of the read models. */
export class LogFold {
  readonly transactions = new Map<string, LoggedTransaction>();

  apply(event: DomainEvent, offset: number): void {
    switch (event.type) {
      case 'TransactionReceived.v1': {
        const known = this.transactions.get(event.data.transaction_id);
        if (known === undefined) this.transactions.set(event.data.transaction_id, new LoggedTransaction(event, offset));
        else known.received(event);
        return;
      }
      case 'TransactionProcessed.v1':
      case 'TransactionFailed.v1':
        this.transactions.get(event.data.transaction_id)?.settled(event);
        return;
      case 'TransactionConflictDetected.v1':
        this.transactions.get(event.data.transaction_id)?.conflicting(event);
        return;
      case 'TransactionsDeleted.v1':
        this.transactions.clear();
        return;
      case 'NotificationRequested.v1':
      case 'NotificationAttempted.v1':
      case 'NotificationCompleted.v1':
      case 'NotificationRetryRequested.v1':
      // They have a topic of their own, and change no transaction.
    }
  }
}
