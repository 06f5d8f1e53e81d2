import type { NewWorkItem } from '@app/work-queue';

import type { Claim, LaterReport } from '../claims/claim.js';
import type { SettlementPolicy } from '../policies/settlement-policy.js';
import type { SettlementWork } from '../settlement-queue.js';
import { instantOf, settlementAtOnce } from './fold-history.js';
import type { PostedHistory } from './transaction-history.js';

/** What is to be done about a claim that is new and open. Where its outcome needs no waiting, it is due at once. */
export function workOf(
  claim: Claim,
  { firstPost }: PostedHistory,
  policy: Pick<SettlementPolicy, 'settleAtOnce' | 'delayMs'>,
): NewWorkItem<SettlementWork> {
  const { event, appendedAt } = firstPost;
  const followsFromLog = settlementAtOnce(claim, policy) !== undefined;
  return {
    id: claim.firstEventId,
    partition: claim.partition,
    since: event.data.received_at,
    delayMs: followsFromLog || claim.laterReport !== undefined ? 0 : policy.delayMs,
    payload: {
      transaction_id: claim.transactionId,
      ...(followsFromLog && { processed_at: instantOf(appendedAt) }),
      ...(event.traceparent !== undefined && { traceparent: event.traceparent }),
    },
  };
}

/** What is to be done about a claim whose outcome a later post has reported. */
export function reportedWork(claim: Claim, report: LaterReport): NewWorkItem<SettlementWork> {
  const { firstEventId: id, partition, transactionId: transaction_id } = claim;
  return { id, partition, since: report.received_at, delayMs: 0, payload: { transaction_id } };
}
