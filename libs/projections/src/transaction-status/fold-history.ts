import type { TransactionConflictDetected } from '@app/contracts';
import { evolve, judgeOutcome, judgeReceived, type Outcome, type TransactionState } from '@app/domain';
import type { ReadEvent } from '@app/messaging';

import type {
  HistoryEvent,
  OutcomeEvent,
  ReadOutcome,
  ReadReceived,
  TransactionHistory,
} from './transaction-histories.js';

/** What is known of a transaction before a history: of later posts and conflicts, as far as the history speaks of them. */
export interface KnownTransaction {
  readonly state: TransactionState;
  readonly outcomeEventId: string | undefined;
  /** Later posts that were judged, by event id. */
  readonly judged: ReadonlySet<string>;
  /** The event that noted a conflict, by the later post's event id. */
  readonly noted: ReadonlyMap<string, string>;
}

/** What was found of a later post; its record may come again and is then known. */
export interface Receipt {
  readonly read: ReadReceived;
  readonly verdict: 'duplicate' | 'conflict' | 'reported-outcome';
}

/**
 * Why a record changed nothing: it is there already, an event of its kind counts already, it is about another first post
 * than the one that counts, or about one that is not there.
 */
export type IgnoredReason = 'rewritten' | 'second-outcome' | 'second-conflict' | 'other-first-event' | 'no-first-event';

export interface IgnoredRecord {
  readonly read: ReadEvent<HistoryEvent>;
  readonly reason: IgnoredReason;
}

/** What a history comes to, given the state before it. */
export interface TransactionChange {
  readonly transactionId: string;
  /** The post that counts, where this history holds it: the transaction is new. */
  first?: ReadReceived;
  /** The outcome that counts, where this history holds it. */
  outcome?: ReadOutcome;
  laterOutcome?: Outcome;
  duplicates: number;
  readonly receipts: Receipt[];
  readonly conflicts: ReadEvent<TransactionConflictDetected>[];
  readonly ignored: IgnoredRecord[];
}

/** Folds a history in log order. */
export function foldHistory({ transactionId, reads }: TransactionHistory, known: KnownTransaction): TransactionChange {
  const fold = new HistoryFold(transactionId, known);
  for (const read of reads) fold.add(read);
  return fold.change;
}

class HistoryFold {
  readonly change: TransactionChange;
  private state: TransactionState;
  private outcomeEventId: string | undefined;
  private readonly judged: Set<string>;
  private readonly noted: Map<string, string>;

  constructor(transactionId: string, known: KnownTransaction) {
    this.change = { transactionId, duplicates: 0, receipts: [], conflicts: [], ignored: [] };
    this.state = known.state;
    this.outcomeEventId = known.outcomeEventId;
    this.judged = new Set(known.judged);
    this.noted = new Map(known.noted);
  }

  add(read: ReadEvent<HistoryEvent>): void {
    const reason = this.apply(read);
    if (reason !== undefined) this.change.ignored.push({ read, reason });
  }

  private apply(read: ReadEvent<HistoryEvent>): IgnoredReason | undefined {
    const { event } = read;
    switch (event.type) {
      case 'TransactionReceived.v1':
        return this.received({ ...read, event });
      case 'TransactionProcessed.v1':
      case 'TransactionFailed.v1':
        return this.settled({ ...read, event });
      case 'TransactionConflictDetected.v1':
        return this.conflicting({ ...read, event });
    }
  }

  private received(read: ReadReceived): IgnoredReason | undefined {
    const { event } = read;
    const verdict = judgeReceived(this.state, event);
    if (verdict.kind === 'rewritten' || this.judged.has(event.id)) return 'rewritten';
    if (verdict.kind === 'first') {
      this.change.first = read;
    } else {
      this.judged.add(event.id);
      this.change.receipts.push({ read, verdict: verdict.kind });
      if (verdict.kind === 'duplicate') this.change.duplicates += 1;
      if (verdict.kind === 'reported-outcome') this.change.laterOutcome = verdict.outcome;
    }
    this.state = evolve(this.state, event);
    return undefined;
  }

  private settled(read: ReadOutcome): IgnoredReason | undefined {
    const { event } = read;
    if (judgeOutcome(this.state, event) === 'ignored') return this.whyNot(event);
    this.change.outcome = read;
    this.outcomeEventId = event.id;
    this.state = evolve(this.state, event);
    return undefined;
  }

  private whyNot({ id, data }: OutcomeEvent): IgnoredReason {
    if (this.state.status === 'unknown') return 'no-first-event';
    if (id === this.outcomeEventId) return 'rewritten';
    return data.received_event_id === this.state.firstEventId ? 'second-outcome' : 'other-first-event';
  }

  private conflicting(read: ReadEvent<TransactionConflictDetected>): IgnoredReason | undefined {
    const { id, data } = read.event;
    if (this.state.status === 'unknown') return 'no-first-event';
    if (data.first_event_id !== this.state.firstEventId) return 'other-first-event';
    const notedBy = this.noted.get(data.event_id);
    if (notedBy !== undefined) return notedBy === id ? 'rewritten' : 'second-conflict';
    this.noted.set(data.event_id, id);
    this.change.conflicts.push(read);
    return undefined;
  }
}
