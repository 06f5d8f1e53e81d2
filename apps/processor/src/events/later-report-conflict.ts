import type { Keyed } from '@app/messaging';
import { REPORTED_WORD } from '@app/domain';
import type { TransactionConflictDetected } from '@app/contracts';

import type { Claim, LaterReport } from '../claims/claim.js';
import { conflictEvent } from './conflict-event.js';

/**
 * The conflict of a later post that was taken for the outcome until the log turned out to hold another one. It says
 * what judging the post after that outcome says.
 */
export function laterReportConflict(
  claim: Pick<Claim, 'transactionId' | 'firstEventId'>,
  report: LaterReport,
  outcome: 'PROCESSED' | 'FAILED',
): Keyed<TransactionConflictDetected> {
  const post = {
    eventId: report.event_id,
    receivedAt: report.received_at,
    appendedAt: report.appended_at,
    traceparent: report.traceparent,
  };
  const status = { field: 'status', first: REPORTED_WORD[outcome], now: REPORTED_WORD[report.outcome] };
  return conflictEvent(claim, post, [status]);
}
