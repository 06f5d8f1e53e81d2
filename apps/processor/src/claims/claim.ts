import type { ReportedStatus, TransactionReceived } from '@app/contracts';
import { factsOf, UNKNOWN, type Outcome, type TransactionFacts, type TransactionState } from '@app/domain';

/** What a claim keeps of the first post. */
export type ClaimFacts = TransactionFacts & { readonly reported_status?: ReportedStatus };

/** The outcome of a transaction, once it is decided. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly reason?: string;
  /** RFC 3339 UTC. */
  readonly processedAt: string;
}

/** A later post that reported the outcome while the transaction was open. Kept as JSON beside the claim. */
export interface LaterReport {
  readonly event_id: string;
  readonly outcome: Outcome;
  readonly received_at: string;
  /** When its record was appended to the log: the time of what follows from it, whenever that is written. */
  readonly appended_at: string;
  readonly traceparent?: string;
}

/** A transaction as its first TransactionReceived claimed it. */
export interface Claim {
  readonly transactionId: string;
  readonly partition: number;
  readonly firstEventId: string;
  readonly facts: ClaimFacts;
  readonly laterReport?: LaterReport;
  readonly verdict?: Verdict;
}

export function claimOf({ id, data }: TransactionReceived, partition: number): Claim {
  const reported = data.reported_status;
  return {
    transactionId: data.transaction_id,
    partition,
    // As a uuid column gives it back.
    firstEventId: id.toLowerCase(),
    facts: { ...factsOf(data), ...(reported !== undefined && { reported_status: reported }) },
  };
}

/** The claim as the domain judges it. */
export function stateOf(claim: Claim | undefined): TransactionState {
  if (claim === undefined) return UNKNOWN;
  const { firstEventId, facts, laterReport, verdict } = claim;
  const state = { firstEventId, facts, reported: facts.reported_status };
  if (verdict !== undefined) return { ...state, status: 'settled', outcome: verdict.outcome };
  return { ...state, status: 'open', ...(laterReport !== undefined && { laterOutcome: laterReport.outcome }) };
}
