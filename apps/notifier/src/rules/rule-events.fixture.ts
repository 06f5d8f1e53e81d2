import {
  consequenceId,
  newEventId,
  type TransactionFailed,
  type TransactionProcessed,
  type TransactionReceived,
} from '@app/contracts';
import { factsOf, fingerprint, outcomeData } from '@app/domain';
import type { Keyed } from '@app/messaging';

/** A transaction that fails; what is left out does not matter to the spec. */
export interface Failing {
  readonly id: string;
  readonly userId?: string;
  readonly merchantId?: string | null;
  readonly reason?: string;
}

export function failedEvent({ id, userId, merchantId = 'm-1', reason }: Failing): Keyed<TransactionFailed> {
  const receivedEventId = newEventId();
  const data = {
    transaction_id: id,
    source_account: 'acc-1',
    destination_account: 'acc-2',
    merchant_id: merchantId,
    amount_minor: '49000000',
    currency: 'IRR',
    exponent: 2,
    occurred_at: '2026-03-29T01:30:00Z',
    received_at: '2026-03-29T01:30:00Z',
    source: 'unsigned',
    ...(userId !== undefined && { user_id: userId }),
  };
  const decision = { receivedEventId, processedAt: '2026-03-29T01:30:30Z', ...(reason !== undefined && { reason }) };
  return {
    id: consequenceId('outcome', receivedEventId),
    type: 'TransactionFailed.v1',
    source: '/tidemark/spec',
    time: '2026-03-29T01:30:30Z',
    subject: id,
    data: outcomeData(factsOf(data), decision),
  };
}

/** A transaction that is processed. */
export interface Settled {
  readonly merchant: string;
  readonly minor?: string;
  readonly currency?: string;
  readonly at?: string;
}

/** Its post and its outcome. */
export function settledEvents({
  merchant,
  minor = '49000000',
  currency = 'IRR',
  at = '2030-03-29T08:00:00Z',
}: Settled): Keyed[] {
  const id = newEventId();
  const data = {
    transaction_id: id,
    source_account: 'acc-1',
    destination_account: 'acc-2',
    merchant_id: merchant,
    amount_minor: minor,
    currency,
    exponent: 2,
    occurred_at: at,
    received_at: at,
    source: 'unsigned',
  };
  const envelope = { source: '/tidemark/spec', time: at, subject: id };
  const post: Keyed<TransactionReceived> = {
    ...{ ...envelope, id, type: 'TransactionReceived.v1' },
    data: { ...data, fingerprint: fingerprint(data) },
  };
  const outcome: Keyed<TransactionProcessed> = {
    ...{ ...envelope, id: consequenceId('outcome', id), type: 'TransactionProcessed.v1' },
    data: outcomeData(factsOf(data), { receivedEventId: id, processedAt: at }),
  };
  return [post, outcome];
}
