import { consequenceId } from '@app/contracts';
import type { Keyed } from '@app/messaging';
import { outcomeData, type OutcomeEvent } from '@app/domain';

import type { Claim, Verdict } from '../claims/claim.js';
import { EVENT_SOURCE } from '../event-source.js';

const TYPE_OF = { PROCESSED: 'TransactionProcessed.v1', FAILED: 'TransactionFailed.v1' } as const;

/** The event that tells a verdict: the same claim and verdict give the same event, however often it is written. */
export function outcomeEvent(claim: Claim, verdict: Verdict, traceparent: string | undefined): Keyed<OutcomeEvent> {
  const { firstEventId, facts } = claim;
  const { processedAt, reason } = verdict;
  return {
    id: outcomeIdOf(claim),
    type: TYPE_OF[verdict.outcome],
    source: EVENT_SOURCE,
    time: processedAt,
    subject: facts.transaction_id,
    data: outcomeData(facts, { receivedEventId: firstEventId, processedAt, ...(reason !== undefined && { reason }) }),
    ...(traceparent !== undefined && { traceparent }),
  };
}

/** The id of the outcome, known before it is decided. */
export function outcomeIdOf({ firstEventId }: Claim): string {
  return consequenceId('outcome', firstEventId);
}
