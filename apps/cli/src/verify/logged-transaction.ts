import type {
  ConflictingField,
  TransactionConflictDetected,
  TransactionReceived,
  TransactionReceivedData,
} from '@app/contracts';
import {
  evolve,
  factsOf,
  judgeOutcome,
  judgeReceived,
  outcomeData,
  UNKNOWN,
  type Outcome,
  type OutcomeEvent,
  type TransactionState,
} from '@app/domain';

export type Verdict = 'duplicate' | 'conflict' | 'reported-outcome';

/** What the log says of one transaction. */
export class LoggedTransaction {
  /** The data of the first post. */
  readonly first: TransactionReceivedData;
  readonly firstEventId: string;
  duplicates = 0;
  laterOutcome: Outcome | undefined;
  outcome: OutcomeEvent | undefined;
  /** Later posts by their event id. */
  readonly verdicts = new Map<string, Verdict>();
  /** What the processor said of later posts, by their event id. */
  readonly conflicts = new Map<string, readonly ConflictingField[]>();
  private state: TransactionState = UNKNOWN;

  /** @param firstOffset where the first post stands in its partition */
  constructor(
    first: TransactionReceived,
    readonly firstOffset: number,
  ) {
    this.first = first.data;
    this.firstEventId = first.id;
    this.state = evolve(this.state, first);
  }

  received(event: TransactionReceived): void {
    const verdict = judgeReceived(this.state, event);
    if (verdict.kind === 'first' || verdict.kind === 'rewritten' || this.verdicts.has(event.id)) return;
    this.verdicts.set(event.id, verdict.kind);
    if (verdict.kind === 'duplicate') this.duplicates += 1;
    if (verdict.kind === 'reported-outcome') this.laterOutcome = verdict.outcome;
    this.state = evolve(this.state, event);
  }

  settled(event: OutcomeEvent): void {
    if (judgeOutcome(this.state, event) === 'settles') this.outcome = event;
    this.state = evolve(this.state, event);
  }

  conflicting({ data }: TransactionConflictDetected): void {
    if (data.first_event_id !== this.firstEventId || this.conflicts.has(data.event_id)) return;
    this.conflicts.set(data.event_id, data.conflicting_fields);
  }

  get status(): 'PROCESSING' | Outcome {
    return this.state.status === 'settled' ? this.state.outcome : 'PROCESSING';
  }

  /** Whether the outcome repeats what the first post said, as it must. */
  get outcomeRepeatsFacts(): boolean {
    if (this.outcome === undefined) return true;
    const { received_event_id: receivedEventId, processed_at: processedAt, reason } = this.outcome.data;
    const decision = { receivedEventId, processedAt, ...(reason !== undefined && { reason }) };
    return JSON.stringify(outcomeData(factsOf(this.first), decision)) === JSON.stringify(this.outcome.data);
  }
}
