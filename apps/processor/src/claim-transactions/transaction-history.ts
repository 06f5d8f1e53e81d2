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
}

/** A history with a post, which claims the transaction unless it is claimed already. */
export interface PostedHistory extends TransactionHistory {
  readonly firstPost: HistoryEntry<TransactionReceived>;
}

/** A batch sorted by transaction. */
export interface Histories {
  /** Whose claims go before anything else. */
  readonly deletedPartitions: readonly number[];
  readonly withPost: readonly PostedHistory[];
  /** Mostly our own outcomes, coming back. */
  readonly outcomesOnly: readonly TransactionHistory[];
}

export function historiesOf(slices: readonly ReadSlice<ProcessorEvent>[]): Histories {
  const deletedPartitions: number[] = [];
  const withPost: PostedHistory[] = [];
  const outcomesOnly: TransactionHistory[] = [];
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
      const history = { transactionId, partition, live, entries };
      const firstPost = entries.find(isPost);
      if (firstPost === undefined) outcomesOnly.push(history);
      else withPost.push({ ...history, firstPost });
    }
  }
  return { deletedPartitions, withPost, outcomesOnly };
}

function isPost(entry: HistoryEntry): entry is HistoryEntry<TransactionReceived> {
  return entry.event.type === 'TransactionReceived.v1';
}
