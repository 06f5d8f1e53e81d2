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

/** The outcome that counts. There are millions: its event is let go of. */
export interface LoggedOutcome {
  readonly eventId: string;
  readonly processedAt: string;
  readonly reason: string | undefined;
  /** Whether it repeats what the first post said, as it must. */
  readonly repeatsFacts: boolean;
}

/** What the log says of one transaction. */
export class LoggedTransaction {
  /** The data of the first post. */
  readonly first: TransactionReceivedData;
  readonly firstEventId: string;
  duplicates = 0;
  laterOutcome: Outcome | undefined;
  outcome: LoggedOutcome | undefined;
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
    if (judgeOutcome(this.state, event) === 'settles') this.outcome = outcomeOf(event, this.first);
    this.state = evolve(this.state, event);
  }

  conflicting({ data }: TransactionConflictDetected): void {
    if (data.first_event_id !== this.firstEventId || this.conflicts.has(data.event_id)) return;
    this.conflicts.set(data.event_id, data.conflicting_fields);
  }

  get status(): 'PROCESSING' | Outcome {
    return this.state.status === 'settled' ? this.state.outcome : 'PROCESSING';
  }
}

function outcomeOf({ id: eventId, data }: OutcomeEvent, first: TransactionReceivedData): LoggedOutcome {
  const { received_event_id: receivedEventId, processed_at: processedAt, reason } = data;
  const decision = { receivedEventId, processedAt, ...(reason !== undefined && { reason }) };
  const repeatsFacts = JSON.stringify(outcomeData(factsOf(first), decision)) === JSON.stringify(data);
  return { eventId, processedAt, reason, repeatsFacts };
}
