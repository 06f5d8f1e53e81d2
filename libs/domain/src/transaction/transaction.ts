import type {
  ConflictingField,
  ReportedStatus,
  TransactionFailed,
  TransactionProcessed,
  TransactionReceived,
} from '@app/contracts';

import { differingFields } from './differing-fields.js';
import { factsOf, type TransactionFacts } from './facts.js';
import { type Outcome, REPORTED_WORD, reportedOutcome } from './outcome.js';

interface Claim {
  /** `ce_id` of the first TransactionReceived: the one that counts. */
  readonly firstEventId: string;
  readonly facts: TransactionFacts;
  /** The status that the first post reported; undefined where it left it out. */
  readonly reported: ReportedStatus | undefined;
}

export interface UnknownTransaction {
  readonly status: 'unknown';
}
export interface OpenTransaction extends Claim {
  readonly status: 'open';
  /** What a later post reported as the outcome, while the outcome itself is on its way to the log. */
  readonly laterOutcome?: Outcome;
}
export interface SettledTransaction extends Claim {
  readonly status: 'settled';
  readonly outcome: Outcome;
}
export type TransactionState = UnknownTransaction | OpenTransaction | SettledTransaction;

export type OutcomeEvent = TransactionProcessed | TransactionFailed;
export type TransactionEvent = TransactionReceived | OutcomeEvent;

export type ReceivedVerdict =
  /** Claims the transaction; `outcome` where the post itself reports a final status. */
  | { readonly kind: 'first'; readonly outcome: Outcome | undefined }
  /** The first one's own record once more: written twice by us, so nothing happened. */
  | { readonly kind: 'rewritten' }
  | { readonly kind: 'duplicate' }
  /** Differs in nothing but a final status, and the transaction is open: this is its outcome. */
  | { readonly kind: 'reported-outcome'; readonly outcome: Outcome }
  | { readonly kind: 'conflict'; readonly fields: readonly ConflictingField[] };

export const UNKNOWN: TransactionState = { status: 'unknown' };

/** What a received event means for its transaction. Ask before `evolve`. */
export function judgeReceived(state: TransactionState, event: TransactionReceived): ReceivedVerdict {
  const reported = event.data.reported_status;
  if (state.status === 'unknown') return { kind: 'first', outcome: reportedOutcome(reported) };
  if (event.id === state.firstEventId) return { kind: 'rewritten' };

  const fields = differingFields(state.facts, event.data);
  const outcome = reportedOutcome(reported);
  if (fields.length === 0 && outcome !== undefined && decidedOutcome(state) === undefined) {
    return { kind: 'reported-outcome', outcome };
  }
  const status = fields.length === 0 ? statusAgainstOutcome(state, reported) : statusAgainstFirst(state, reported);
  if (status !== undefined) fields.push(status);
  return fields.length === 0 ? { kind: 'duplicate' } : { kind: 'conflict', fields };
}

/** Only the first outcome in log order that names the first received event counts. */
export function judgeOutcome(state: TransactionState, event: OutcomeEvent): 'settles' | 'ignored' {
  switch (state.status) {
    case 'open':
      return event.data.received_event_id === state.firstEventId ? 'settles' : 'ignored';
    case 'unknown':
    case 'settled':
      return 'ignored';
  }
}

/** The state after an event. Any event may come any number of times. */
export function evolve(state: TransactionState, event: TransactionEvent): TransactionState {
  switch (event.type) {
    case 'TransactionReceived.v1':
      return afterReceived(state, event);
    case 'TransactionProcessed.v1':
      return afterOutcome(state, event, 'PROCESSED');
    case 'TransactionFailed.v1':
      return afterOutcome(state, event, 'FAILED');
  }
}

function afterReceived(state: TransactionState, event: TransactionReceived): TransactionState {
  if (state.status === 'unknown') {
    return { status: 'open', firstEventId: event.id, facts: factsOf(event.data), reported: event.data.reported_status };
  }
  if (state.status === 'settled') return state;
  const verdict = judgeReceived(state, event);
  return verdict.kind === 'reported-outcome' ? { ...state, laterOutcome: verdict.outcome } : state;
}

function afterOutcome(state: TransactionState, event: OutcomeEvent, outcome: Outcome): TransactionState {
  if (state.status !== 'open' || judgeOutcome(state, event) === 'ignored') return state;
  const { firstEventId, facts, reported } = state;
  return { status: 'settled', firstEventId, facts, reported, outcome };
}

/**
 * The outcome as far as it is decided. A reported one is, before its event is in the log: were a second one
 * taken for an outcome too, both would be written with the same id and different content.
 */
function decidedOutcome(state: OpenTransaction | SettledTransaction): Outcome | undefined {
  switch (state.status) {
    case 'open':
      return reportedOutcome(state.reported) ?? state.laterOutcome;
    case 'settled':
      return state.outcome;
  }
}

/**
 * The field `status`, if a post that says the same otherwise reports another outcome than the decided one.
 * Pending contradicts only a first post that reported a final status: before that nobody said anything final.
 */
function statusAgainstOutcome(
  state: OpenTransaction | SettledTransaction,
  now: ReportedStatus | undefined,
): ConflictingField | undefined {
  const outcome = decidedOutcome(state);
  if (now === undefined || now === state.reported || outcome === undefined || now === REPORTED_WORD[outcome]) {
    return undefined;
  }
  const said = reportedOutcome(state.reported) === undefined ? undefined : state.reported;
  if (now === 'PENDING' && said === undefined) return undefined;
  return { field: 'status', first: said ?? REPORTED_WORD[outcome], now };
}

/**
 * The field `status` of a post that differs in other fields too, from the two posts alone: what such a conflict says
 * must not depend on how far the decision has come, as it may be written again after a crash.
 */
function statusAgainstFirst(
  { reported }: OpenTransaction | SettledTransaction,
  now: ReportedStatus | undefined,
): ConflictingField | undefined {
  if (now === undefined || reported === undefined || now === reported) return undefined;
  return { field: 'status', first: reported, now };
}
