import type {
  TransactionConflictDetected,
  TransactionFailed,
  TransactionProcessed,
  TransactionReceived,
} from '@app/contracts';
import type { ReadEvent } from '@app/messaging';

export type OutcomeEvent = TransactionProcessed | TransactionFailed;
export type HistoryEvent = TransactionReceived | OutcomeEvent | TransactionConflictDetected;

/** What a batch says of one transaction, in log order. */
export interface TransactionHistory {
  readonly transactionId: string;
  readonly partition: number;
  readonly events: HistoryEvent[];
}

/** A batch, folded by transaction: several events of one transaction come to one change. */
export class TransactionHistories {
  readonly deletedPartitions = new Set<number>();
  private readonly byId = new Map<string, TransactionHistory>();

  add({ event, partition }: ReadEvent<HistoryEvent>): void {
    const transactionId = event.data.transaction_id;
    const history = this.byId.get(transactionId);
    if (history === undefined) this.byId.set(transactionId, { transactionId, partition, events: [event] });
    else history.events.push(event);
  }

  /** Everything before this place in the partition is gone, what this batch said of it as well. */
  deletePartition(partition: number): void {
    this.deletedPartitions.add(partition);
    for (const [id, history] of this.byId) if (history.partition === partition) this.byId.delete(id);
  }

  all(): Iterable<TransactionHistory> {
    return this.byId.values();
  }
}
