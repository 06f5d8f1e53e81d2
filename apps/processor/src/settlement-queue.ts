import { WorkQueue } from '@app/work-queue';

/** A transaction that waits for its outcome; the item's id is the `ce_id` of the event that claimed it. */
export interface SettlementWork {
  readonly transaction_id: string;
  /** The outcome's time, where it follows from the log alone; else it is the time of deciding. */
  readonly processed_at?: string;
  readonly traceparent?: string;
}

export const SETTLEMENT_QUEUE = new WorkQueue<SettlementWork>('settlement');
