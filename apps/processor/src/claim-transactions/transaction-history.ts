import type { TransactionReceived, TransactionsDeleted } from '@app/contracts';
import type { OutcomeEvent } from '@app/domain';
import type { ReadSlice } from '@app/messaging';

/** What the processor reads of the log. */
export type ProcessorEvent = TransactionReceived | OutcomeEvent | TransactionsDeleted;

export interface HistoryEntry<Event = TransactionReceived | OutcomeEvent> {
  readonly event: Event;
  /** When its record was appended to the log, milliseconds since 1970. */
  readonly appendedAt: number;
}

/** What a batch says of one transaction, in log order. */
export interface TransactionHistory {
  readonly transactionId: string;
  readonly partition: number;
  /** Whether what follows from this may be decided at once. */
  readonly live: boolean;
  readonly entries: readonly HistoryEntry[];
  /** The one that claims the transaction, unless it is claimed already. */
  readonly firstPost: HistoryEntry<TransactionReceived>;
}

/** A batch sorted by transaction. */
export interface Histories {
  /** Whose claims go before anything else. */
  readonly deletedPartitions: readonly number[];
  readonly withPost: readonly TransactionHistory[];
  /** Outcomes of transactions of which the batch holds no post: the first for each claiming event. */
  readonly outcomes: readonly OutcomeEvent[];
}

export function historiesOf(slices: readonly ReadSlice<ProcessorEvent>[]): Histories {
  const deletedPartitions: number[] = [];
  const withPost: TransactionHistory[] = [];
  const outcomes: OutcomeEvent[] = [];
  for (const { partition, live, events } of slices) {
    const byId = new Map<string, HistoryEntry[]>();
    for (const { event, appendedAt } of events) {
      if (event.type === 'TransactionsDeleted.v1') {
        // Everything before it in its partition is gone, what this batch said of it as well.
        byId.clear();
        deletedPartitions.push(partition);
      } else {
        const entries = byId.get(event.data.transaction_id);
        if (entries === undefined) byId.set(event.data.transaction_id, [{ event, appendedAt }]);
        else entries.push({ event, appendedAt });
      }
    }
    for (const [transactionId, entries] of byId) {
      const firstPost = entries.find(isPost);
      if (firstPost === undefined) outcomes.push(...firstOutcomes(entries));
      else withPost.push({ transactionId, partition, live, entries, firstPost });
    }
  }
  return { deletedPartitions, withPost, outcomes };
}

function isPost(entry: HistoryEntry): entry is HistoryEntry<TransactionReceived> {
  return entry.event.type === 'TransactionReceived.v1';
}

function firstOutcomes(entries: readonly HistoryEntry[]): Iterable<OutcomeEvent> {
  const first = new Map<string, OutcomeEvent>();
  for (const { event } of entries) {
    if (event.type === 'TransactionReceived.v1' || first.has(event.data.received_event_id)) continue;
    first.set(event.data.received_event_id, event);
  }
  return first.values();
}
