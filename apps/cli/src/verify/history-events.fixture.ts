import {
  consequenceId,
  newEventId,
  type TransactionConflictDetected,
  type TransactionReceived,
  type TransactionReceivedData,
} from '@app/contracts';
import { differingFields, factsOf, fingerprint, outcomeData, type Outcome, type OutcomeEvent } from '@app/domain';

import type { AttemptLine, AttemptResult } from '../history/history.js';

/** A post's body, 1.00 EUR unless said otherwise. */
export function post(transactionId: string, amount = '1.00'): AttemptLine['body'] {
  return {
    transaction_id: transactionId,
    source_account: 'acc-1',
    destination_account: 'shop-1',
    amount,
    currency: 'EUR',
    occurred_at: '2026-03-29T01:30:00Z',
  };
}

export function attempt(body: AttemptLine['body'], result: AttemptResult = 'accepted'): AttemptLine {
  return { transaction_id: String(body['transaction_id']), result, status: 202, ms: 1, body };
}

/** The event that ingestion writes for such a post. @param other what it says otherwise */
export function receivedEvent(
  body: AttemptLine['body'],
  other: Partial<TransactionReceivedData> = {},
): TransactionReceived & { readonly subject: string } {
  const data = {
    transaction_id: String(body['transaction_id']),
    source_account: 'acc-1',
    destination_account: 'shop-1',
    merchant_id: 'shop-1',
    amount_minor: String(body['amount']).replace('.', ''),
    currency: 'EUR',
    exponent: 2,
    occurred_at: '2026-03-29T01:30:00Z',
    received_at: '2026-03-29T01:30:05.25Z',
    source: 'unsigned',
    defaulted_fields: ['merchant_id' as const],
    ...other,
  };
  return {
    ...envelope(newEventId(), data.transaction_id),
    type: 'TransactionReceived.v1',
    data: { ...data, fingerprint: fingerprint(data) },
  };
}

export function outcomeEvent(of: TransactionReceived, outcome: Outcome): OutcomeEvent & { readonly subject: string } {
  const decision = { receivedEventId: of.id, processedAt: '2026-03-29T01:30:35Z' };
  return {
    ...envelope(consequenceId('outcome', of.id), of.data.transaction_id),
    type: outcome === 'PROCESSED' ? 'TransactionProcessed.v1' : 'TransactionFailed.v1',
    data: outcomeData(factsOf(of.data), decision),
  };
}

export function conflictEvent(
  first: TransactionReceived,
  later: TransactionReceived,
): TransactionConflictDetected & { readonly subject: string } {
  const { transaction_id, received_at } = later.data;
  const conflicting_fields = differingFields(factsOf(first.data), factsOf(later.data));
  return {
    ...envelope(consequenceId('conflict', later.id), transaction_id),
    type: 'TransactionConflictDetected.v1',
    data: { transaction_id, first_event_id: first.id, event_id: later.id, received_at, conflicting_fields },
  };
}

function envelope(id: string, subject: string): { id: string; source: string; time: string; subject: string } {
  return { id, source: '/tidemark/oracle', time: '2026-03-29T01:30:05.25Z', subject };
}
