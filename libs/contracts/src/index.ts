export { formatConsistencyToken, parseConsistencyToken, type LogPosition } from './consistency-token.js';
export { decodeEvent, encodeEvent, type EncodedEvent, type EncodedRecord } from './codec/cloud-event.js';
export { UndecodableEventError, type UndecodableReason } from './codec/codec.errors.js';
export { EVENT_CATALOG, type DomainEvent, type EventByType, type EventType } from './event-catalog.js';
export { consequenceId, newEventId, UUID, type Consequence } from './event-ids.js';
export { defineEvent, type EventContract, type EventEnvelope, type EventOf } from './event.js';
export {
  ATTEMPT_RESULTS,
  NotificationAttempted,
  NotificationAttemptedData,
  type AttemptResult,
} from './events/notification-attempted.v1.js';
export { NotificationCompleted, NotificationCompletedData } from './events/notification-completed.v1.js';
export {
  CHANNELS,
  NotificationRequested,
  NotificationRequestedData,
  type Channel,
  type Recipients,
} from './events/notification-requested.v1.js';
export {
  NotificationRetryRequested,
  NotificationRetryRequestedData,
} from './events/notification-retry-requested.v1.js';
export { OutcomeData } from './events/outcome-data.js';
export {
  TransactionConflictDetected,
  TransactionConflictDetectedData,
  type ConflictingField,
} from './events/transaction-conflict-detected.v1.js';
export { TransactionFailed, TransactionFailedData } from './events/transaction-failed.v1.js';
export { TransactionProcessed, TransactionProcessedData } from './events/transaction-processed.v1.js';
export {
  DEFAULTED_FIELDS,
  REPORTED_STATUSES,
  TransactionReceived,
  TransactionReceivedData,
  type DefaultedField,
  type Metadata,
  type ReportedStatus,
} from './events/transaction-received.v1.js';
export { TransactionsDeleted, TransactionsDeletedData } from './events/transactions-deleted.v1.js';
export { jsonSchemaOf, type JsonSchema } from './schema/json-schema-of.js';
export { PARTITIONS, TOPICS, type Topic } from './topics.js';
