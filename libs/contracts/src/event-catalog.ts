import type { EventOf } from './event.js';
import { NotificationAttempted } from './events/notification-attempted.v1.js';
import { NotificationCompleted } from './events/notification-completed.v1.js';
import { NotificationRequested } from './events/notification-requested.v1.js';
import { NotificationRetryRequested } from './events/notification-retry-requested.v1.js';
import { TransactionConflictDetected } from './events/transaction-conflict-detected.v1.js';
import { TransactionFailed } from './events/transaction-failed.v1.js';
import { TransactionProcessed } from './events/transaction-processed.v1.js';
import { TransactionReceived } from './events/transaction-received.v1.js';
import { TransactionsDeleted } from './events/transactions-deleted.v1.js';

/** Every event there is: one line each. */
export const EVENT_CATALOG = [
  TransactionReceived,
  TransactionProcessed,
  TransactionFailed,
  TransactionConflictDetected,
  TransactionsDeleted,
  NotificationRequested,
  NotificationAttempted,
  NotificationCompleted,
  NotificationRetryRequested,
] as const;

export type DomainEvent = EventOf<(typeof EVENT_CATALOG)[number]>;
export type EventType = DomainEvent['type'];
export type EventByType<Type extends EventType> = Extract<DomainEvent, { type: Type }>;
