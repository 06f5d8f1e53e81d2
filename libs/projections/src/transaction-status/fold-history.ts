import type { TransactionConflictDetected } from '@app/contracts';
import { evolve, judgeOutcome, judgeReceived, type Outcome, type TransactionState } from '@app/domain';
import type { ReadEvent } from '@app/messaging';

import type { HistoryEvent, ReadOutcome, ReadReceived, TransactionHistory } from './transaction-histories.js';

/** What was found of a later post; its record may come again and is then known. */
export interface Receipt {
  readonly eventId: string;
  readonly verdict: 'duplicate' | 'conflict' | 'reported-outcome';
}

/** What a history comes to, given the state before it. */
export interface TransactionChange {
  readonly transactionId: string;
  readonly partition: number;
  /** The post that counts, where this history holds it: the transaction is new. */
  first?: ReadReceived;
  /** The outcome that counts, where this history holds it. */
  outcome?: ReadOutcome;
  laterOutcome?: Outcome;
  duplicates: number;
  readonly receipts: Receipt[];
  readonly conflicts: TransactionConflictDetected[];
}

/**
 * Folds a history in log order.
 *
 * @param knownReceipts ids of later posts that were judged by an earlier batch
 */
export function foldHistory(
  { transactionId, partition, reads }: TransactionHistory,
  before: TransactionState,
  knownReceipts: ReadonlySet<string>,
): TransactionChange {
  const change: TransactionChange = { transactionId, partition, duplicates: 0, receipts: [], conflicts: [] };
  const judged = new Set(knownReceipts);
  let state = before;
  for (const read of reads) state = fold(state, read, change, judged);
  return change;
}

function fold(
  state: TransactionState,
  read: ReadEvent<HistoryEvent>,
  change: TransactionChange,
  judged: Set<string>,
): TransactionState {
  const { event } = read;
  switch (event.type) {
    case 'TransactionReceived.v1':
      return received(state, { ...read, event }, change, judged);
    case 'TransactionProcessed.v1':
    case 'TransactionFailed.v1':
      if (judgeOutcome(state, event) === 'settles') change.outcome = { ...read, event };
      return evolve(state, event);
    case 'TransactionConflictDetected.v1':
      if (state.status !== 'unknown' && event.data.first_event_id === state.firstEventId) change.conflicts.push(event);
      return state;
  }
}

function received(
  state: TransactionState,
  read: ReadReceived,
  change: TransactionChange,
  judged: Set<string>,
): TransactionState {
  const { event } = read;
  const verdict = judgeReceived(state, event);
  if (verdict.kind === 'rewritten' || judged.has(event.id)) return state;
  if (verdict.kind === 'first') {
    change.first = read;
  } else {
    judged.add(event.id);
    change.receipts.push({ eventId: event.id, verdict: verdict.kind });
    if (verdict.kind === 'duplicate') change.duplicates += 1;
    if (verdict.kind === 'reported-outcome') change.laterOutcome = verdict.outcome;
  }
  return evolve(state, event);
}
