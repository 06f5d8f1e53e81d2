import type { Outcome, OutcomeEvent } from '@app/domain';
import { sql } from 'kysely';

import type { Claim, ClaimFacts, LaterReport } from './claim.js';

export interface ClaimRow {
  readonly transaction_id: string;
  readonly partition: number;
  readonly first_event_id: string;
  readonly facts: ClaimFacts;
  readonly later_report: LaterReport | null;
  readonly outcome: Outcome | null;
  readonly reason: string | null;
  readonly processed_at: Date | null;
}

/** Of a table that the statement calls `claim`. */
export const CLAIM_COLUMNS = sql.raw(
  ['transaction_id', 'partition', 'first_event_id', 'facts', 'later_report', 'outcome', 'reason', 'processed_at']
    .map((column) => `claim.${column}`)
    .join(', '),
);

export const OUTCOME_OF = {
  'TransactionProcessed.v1': 'PROCESSED',
  'TransactionFailed.v1': 'FAILED',
} as const satisfies Record<OutcomeEvent['type'], Outcome>;

export function claimFrom(row: ClaimRow): Claim {
  const { outcome, reason, processed_at } = row;
  return {
    transactionId: row.transaction_id,
    partition: row.partition,
    firstEventId: row.first_event_id,
    facts: row.facts,
    ...(row.later_report !== null && { laterReport: row.later_report }),
    ...(outcome !== null &&
      processed_at !== null && {
        verdict: { outcome, processedAt: processed_at.toISOString(), ...(reason !== null && { reason }) },
      }),
  };
}
