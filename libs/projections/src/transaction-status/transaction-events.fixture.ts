import {
  consequenceId,
  type ConflictingField,
  type TransactionConflictDetected,
  type TransactionFailed,
  type TransactionProcessed,
  type TransactionReceived,
  type TransactionReceivedData,
  type TransactionsDeleted,
} from '@app/contracts';
import { factsOf, fingerprint, outcomeData } from '@app/domain';
import type { Keyed } from '@app/messaging';

/** A valid UUID of a small number: `eventId(7)`. */
export function eventId(number: number): string {
  return `00000000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

/** A post of transaction `tx-1` over 100.50 EUR, but for what `data` says. */
export function received(id: string, data: Partial<TransactionReceivedData> = {}): Keyed<TransactionReceived> {
  const facts = {
    transaction_id: 'tx-1',
    source_account: 'acc-1',
    destination_account: 'acc-2',
    merchant_id: 'acc-2',
    amount_minor: '10050',
    currency: 'EUR',
    exponent: 2,
    occurred_at: '2026-03-29T01:30:00.123456Z',
    received_at: '2026-03-29T01:30:05.25Z',
    source: 'unsigned',
    ...data,
  };
  return {
    ...envelope(id, facts.transaction_id),
    type: 'TransactionReceived.v1',
    data: { ...facts, fingerprint: fingerprint(facts) },
  };
}

export function processed(of: TransactionReceived, id = consequenceId('outcome', of.id)): Keyed<TransactionProcessed> {
  const decision = { receivedEventId: of.id, processedAt: '2026-03-29T01:30:35Z' };
  return {
    ...envelope(id, of.data.transaction_id),
    type: 'TransactionProcessed.v1',
    data: outcomeData(factsOf(of.data), decision),
  };
}

export function failed(of: TransactionReceived, reason: string): Keyed<TransactionFailed> {
  const decision = { receivedEventId: of.id, processedAt: '2026-03-29T01:30:36Z', reason };
  return {
    ...envelope(consequenceId('outcome', of.id), of.data.transaction_id),
    type: 'TransactionFailed.v1',
    data: outcomeData(factsOf(of.data), decision),
  };
}

export function conflictDetected(
  first: TransactionReceived,
  later: TransactionReceived,
  fields: ConflictingField[],
): Keyed<TransactionConflictDetected> {
  return {
    ...envelope(consequenceId('conflict', later.id), first.data.transaction_id),
    type: 'TransactionConflictDetected.v1',
    data: {
      transaction_id: first.data.transaction_id,
      first_event_id: first.id,
      event_id: later.id,
      received_at: later.data.received_at,
      conflicting_fields: fields,
    },
  };
}

export function deleted(id: string, partition: number): TransactionsDeleted {
  return {
    ...envelope(id, null),
    type: 'TransactionsDeleted.v1',
    data: { partition, deleted_at: '2026-03-29T02:00:00Z' },
  };
}

function envelope<Subject extends string | null>(
  id: string,
  subject: Subject,
): { id: string; source: string; time: string; subject: Subject } {
  return { id, source: '/tidemark/fixture', time: '2026-03-29T01:30:05.25Z', subject };
}
