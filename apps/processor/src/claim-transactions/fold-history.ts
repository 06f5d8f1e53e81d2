import type { TransactionReceived } from '@app/contracts';
import { judgeOutcome, judgeReceived, reportedOutcome, type OutcomeEvent } from '@app/domain';
import type { Keyed } from '@app/messaging';

import { claimOf, stateOf, type Claim } from '../claims/claim.js';
import { OUTCOME_OF } from '../claims/claim-row.js';
import { conflictEvent } from '../events/conflict-event.js';
import { laterReportConflict } from '../events/later-report-conflict.js';
import { outcomeEvent } from '../events/outcome-event.js';
import type { Settlement, SettlementPolicy } from '../policies/settlement-policy.js';
import type { HistoryEntry, TransactionHistory } from './transaction-history.js';

/** What a history comes to. */
export interface Folded {
  readonly claim: Claim | undefined;
  /** What is to be in the log because of it, in order. */
  readonly events: readonly Keyed[];
}

type Rules = Pick<SettlementPolicy, 'settleAtOnce'>;

/**
 * Walks through what a batch says of one transaction. While it is not live nothing is decided: the log may hold the
 * outcome further on. A conflict is told even then, as its event follows from the two posts alone.
 */
export function foldHistory(before: Claim | undefined, history: TransactionHistory, rules: Rules): Folded {
  let claim = before;
  const events: Keyed[] = [];
  for (const entry of history.entries) {
    const step = stepOf(claim, entry, history, rules);
    claim = step.claim;
    events.push(...step.events);
  }
  return { claim, events };
}

function stepOf(claim: Claim | undefined, entry: HistoryEntry, history: TransactionHistory, rules: Rules): Folded {
  const { event, appendedAt } = entry;
  switch (event.type) {
    case 'TransactionReceived.v1':
      if (claim === undefined) return firstPost(event, appendedAt, history, rules);
      return laterPost(claim, event, appendedAt);
    case 'TransactionProcessed.v1':
    case 'TransactionFailed.v1':
      return outcomeInLog(claim, event);
  }
}

function firstPost(event: TransactionReceived, appendedAt: number, history: TransactionHistory, rules: Rules): Folded {
  const claim = claimOf(event, history.partition);
  const settlement = history.live ? settlementAtOnce(claim, rules) : undefined;
  if (settlement === undefined) return { claim, events: [] };
  const verdict = { ...settlement, processedAt: instantOf(appendedAt) };
  return { claim: { ...claim, verdict }, events: [outcomeEvent(claim, verdict, event.traceparent)] };
}

function laterPost(claim: Claim, event: TransactionReceived, appendedAt: number): Folded {
  const verdict = judgeReceived(stateOf(claim), event);
  switch (verdict.kind) {
    case 'first':
    case 'rewritten':
    case 'duplicate':
      return { claim, events: [] };
    case 'reported-outcome': {
      const { id: event_id, traceparent } = event;
      const { received_at } = event.data;
      const report = { event_id, outcome: verdict.outcome, received_at, appended_at: instantOf(appendedAt) };
      return {
        claim: { ...claim, laterReport: { ...report, ...(traceparent !== undefined && { traceparent }) } },
        events: [],
      };
    }
    case 'conflict': {
      const { id: eventId, traceparent } = event;
      const post = { eventId, receivedAt: event.data.received_at, appendedAt: instantOf(appendedAt), traceparent };
      return { claim, events: [conflictEvent(claim, post, verdict.fields)] };
    }
  }
}

function outcomeInLog(claim: Claim | undefined, event: OutcomeEvent): Folded {
  if (claim === undefined || judgeOutcome(stateOf(claim), event) === 'ignored') return { claim, events: [] };
  const outcome = OUTCOME_OF[event.type];
  const { processed_at: processedAt, reason } = event.data;
  const { laterReport } = claim;
  const contradicted = laterReport !== undefined && laterReport.outcome !== outcome;
  return {
    claim: { ...claim, verdict: { outcome, processedAt, ...(reason !== undefined && { reason }) } },
    events: contradicted ? [laterReportConflict(claim, laterReport, outcome)] : [],
  };
}

/** The outcome that a first post has without waiting or asking. */
export function settlementAtOnce({ facts }: Claim, rules: Rules): Settlement | undefined {
  const outcome = reportedOutcome(facts.reported_status);
  return outcome === undefined ? rules.settleAtOnce(facts) : { outcome };
}

export function instantOf(ms: number): string {
  return new Date(ms).toISOString();
}
