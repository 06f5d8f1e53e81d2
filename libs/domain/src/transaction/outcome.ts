import type { OutcomeData, ReportedStatus } from '@app/contracts';

import type { TransactionFacts } from './facts.js';

export type Outcome = 'PROCESSED' | 'FAILED';

/** The word by which upstream reports an outcome. */
export const REPORTED_WORD = { PROCESSED: 'SUCCESS', FAILED: 'FAILED' } as const satisfies Record<
  Outcome,
  ReportedStatus
>;

/** The outcome that a reported status stands for; undefined while it is pending or was left out. */
export function reportedOutcome(status: ReportedStatus | undefined): Outcome | undefined {
  switch (status) {
    case 'SUCCESS':
      return 'PROCESSED';
    case 'FAILED':
      return 'FAILED';
    case 'PENDING':
    case undefined:
      return undefined;
  }
}

export interface Decision {
  /** `ce_id` of the TransactionReceived that counts. */
  readonly receivedEventId: string;
  /** RFC 3339 UTC. */
  readonly processedAt: string;
  readonly reason?: string;
}

/** The payload of an outcome: the decision beside the facts, so that no reader needs a look-up. */
export function outcomeData(facts: TransactionFacts, decision: Decision): OutcomeData {
  return {
    transaction_id: facts.transaction_id,
    received_event_id: decision.receivedEventId,
    processed_at: decision.processedAt,
    ...(decision.reason !== undefined && { reason: decision.reason }),
    ...(facts.user_id !== undefined && { user_id: facts.user_id }),
    merchant_id: facts.merchant_id,
    source_account: facts.source_account,
    destination_account: facts.destination_account,
    amount_minor: facts.amount_minor,
    currency: facts.currency,
    exponent: facts.exponent,
    occurred_at: facts.occurred_at,
  };
}
