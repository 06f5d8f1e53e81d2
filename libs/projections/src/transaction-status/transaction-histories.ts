import type {
  TransactionConflictDetected,
  TransactionFailed,
  TransactionProcessed,
  TransactionReceived,
} from '@app/contracts';
import type { ReadEvent } from '@app/messaging';

export type OutcomeEvent = TransactionProcessed | TransactionFailed;
export type ReadReceived = ReadEvent<TransactionReceived>;
export type ReadOutcome = ReadEvent<OutcomeEvent>;
export type HistoryEvent = TransactionReceived | OutcomeEvent | TransactionConflictDetected;

/** What a batch says of one transaction, in log order. */
export interface TransactionHistory {
  readonly transactionId: string;
  readonly partition: number;
  readonly reads: ReadEvent<HistoryEvent>[];
}

/** A batch, folded by transaction: several events of one transaction come to one change. */
export class TransactionHistories {
  readonly deletedPartitions = new Set<number>();
  private readonly byId = new Map<string, TransactionHistory>();

  add(read: ReadEvent<HistoryEvent>): void {
    const transactionId = read.event.data.transaction_id;
    const history = this.byId.get(transactionId);
    if (history === undefined)
      this.byId.set(transactionId, { transactionId, partition: read.partition, reads: [read] });
    else history.reads.push(read);
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

export function isReceived(read: ReadEvent<HistoryEvent>): read is ReadReceived {
  return read.event.type === 'TransactionReceived.v1';
}

export function isOutcome(read: ReadEvent<HistoryEvent>): read is ReadOutcome {
  return read.event.type === 'TransactionProcessed.v1' || read.event.type === 'TransactionFailed.v1';
}
