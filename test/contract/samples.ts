import type { EventByType, EventType } from '@app/contracts';

const ENVELOPE = { source: '/tidemark/sample', time: '2026-03-29T01:30:01.250Z', subject: 'tx-1' };

const TRANSACTION = {
  transaction_id: 'tx-1',
  source_account: 'account-1',
  destination_account: 'account-2',
  merchant_id: 'merchant-1',
  user_id: '42',
  amount_minor: '9007199254740993',
  currency: 'KWD',
  exponent: 3,
  occurred_at: '2026-03-29T00:59:59.123456Z',
};

const NOTIFICATION = { ...ENVELOPE, subject: '01960f6e-9a41-7c3b-8d52-6f1f0a7be0aa' };

const RECEIVED_ID = '01960f6e-9a41-7c3b-8d52-6f1f0a7be001';

/** One event of each type with every field it can have. A new type fails to compile until it has its sample. */
export const SAMPLES: { readonly [Type in EventType]: EventByType<Type> } = {
  'TransactionReceived.v1': {
    ...ENVELOPE,
    id: RECEIVED_ID,
    type: 'TransactionReceived.v1',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    data: {
      ...TRANSACTION,
      user_id_type: 'number',
      reported_status: 'PENDING',
      received_at: '2026-03-29T01:30:01.250Z',
      source: 'bank-a',
      metadata: { note: 'snowman ☃ and "quotes"', retries: 2, test: true, parent: null },
      defaulted_fields: ['merchant_id'],
      fingerprint: '5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef',
    },
  },
  'TransactionProcessed.v1': {
    ...ENVELOPE,
    id: '0b2c1d7e-7a55-5c0e-9a35-8f6d1f9f0a02',
    type: 'TransactionProcessed.v1',
    data: { ...TRANSACTION, received_event_id: RECEIVED_ID, processed_at: '2026-03-29T01:30:31Z', reason: 'reported' },
  },
  'TransactionFailed.v1': {
    ...ENVELOPE,
    id: '0b2c1d7e-7a55-5c0e-9a35-8f6d1f9f0a03',
    type: 'TransactionFailed.v1',
    data: {
      ...TRANSACTION,
      source_account: null,
      destination_account: null,
      merchant_id: null,
      received_event_id: RECEIVED_ID,
      processed_at: '2026-03-29T01:30:31Z',
      reason: 'insufficient funds',
    },
  },
  'TransactionConflictDetected.v1': {
    ...ENVELOPE,
    id: '0b2c1d7e-7a55-5c0e-9a35-8f6d1f9f0a04',
    type: 'TransactionConflictDetected.v1',
    data: {
      transaction_id: 'tx-1',
      first_event_id: RECEIVED_ID,
      event_id: '01960f6e-9a41-7c3b-8d52-6f1f0a7be005',
      received_at: '2026-03-29T01:31:00Z',
      conflicting_fields: [
        { field: 'amount', first: '100.500', now: '100.501' },
        { field: 'user_id', first: 42, now: null },
      ],
    },
  },
  'TransactionsDeleted.v1': {
    ...ENVELOPE,
    subject: null,
    id: '01960f6e-9a41-7c3b-8d52-6f1f0a7be006',
    type: 'TransactionsDeleted.v1',
    data: { partition: 11, deleted_at: '2026-03-29T02:00:00Z' },
  },
  'NotificationRequested.v1': {
    ...NOTIFICATION,
    id: '01960f6e-9a41-7c3b-8d52-6f1f0a7be007',
    type: 'NotificationRequested.v1',
    data: {
      notification_id: NOTIFICATION.subject,
      user_id: '12345',
      title: 'Daily Transaction Summary',
      body: 'Your total settled amount for today is 490000 Rials.',
      channels: ['sms', 'email'],
      recipients: { sms: '+98 912 000 0000', email: 'someone@example.com' },
      requested_at: '2026-03-29T01:30:01.250Z',
      source: 'rule',
      rule: 'daily-summary',
      transaction_id: 'tx-1',
    },
  },
  'NotificationAttempted.v1': {
    ...NOTIFICATION,
    id: '01960f6e-9a41-7c3b-8d52-6f1f0a7be008',
    type: 'NotificationAttempted.v1',
    data: {
      notification_id: NOTIFICATION.subject,
      channel: 'sms',
      attempt: 2,
      result: 'retry',
      provider: 'twilio',
      code: '429',
      error_message: 'too many requests',
      attempted_at: '2026-03-29T01:30:02Z',
      next_attempt_at: '2026-03-29T01:30:12Z',
    },
  },
  'NotificationCompleted.v1': {
    ...NOTIFICATION,
    id: '0b2c1d7e-7a55-5c0e-9a35-8f6d1f9f0a09',
    type: 'NotificationCompleted.v1',
    data: { notification_id: NOTIFICATION.subject, status: 'failed', completed_at: '2026-03-29T01:31:02Z' },
  },
  'NotificationRetryRequested.v1': {
    ...NOTIFICATION,
    id: '01960f6e-9a41-7c3b-8d52-6f1f0a7be010',
    type: 'NotificationRetryRequested.v1',
    data: {
      notification_id: NOTIFICATION.subject,
      channels: ['sms'],
      requested_by: 'operator',
      requested_at: '2026-03-29T02:00:00Z',
    },
  },
};
