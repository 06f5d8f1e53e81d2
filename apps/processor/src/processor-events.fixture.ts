import {
  consequenceId,
  type TransactionProcessed,
  type TransactionReceived,
  type TransactionsDeleted,
} from '@app/contracts';
import { factsOf, fingerprint, outcomeData } from '@app/domain';

/** An event id that a spec can name. */
export const idOf = (name: string): string => consequenceId('conflict', name);

type Post = Partial<Omit<TransactionReceived['data'], 'fingerprint'>> & { readonly traceparent?: string };

/** A post with everything said, in the record `name`; a spec names what matters to it. */
export function received(name: string, { traceparent, ...post }: Post = {}): TransactionReceived {
  const data = {
    transaction_id: 't-1',
    source_account: 'acc-1',
    destination_account: 'acc-2',
    merchant_id: 'm-1',
    amount_minor: '10050',
    currency: 'USD',
    exponent: 2,
    occurred_at: '2026-03-29T01:30:00Z',
    received_at: '2026-03-29T02:00:00Z',
    source: 'unsigned',
    ...post,
  };
  return {
    id: idOf(name),
    type: 'TransactionReceived.v1',
    source: '/tidemark/spec',
    time: data.received_at,
    subject: data.transaction_id,
    data: { ...data, fingerprint: fingerprint(data) },
    ...(traceparent !== undefined && { traceparent }),
  };
}

/** An outcome that somebody else wrote. */
export function processed(post: TransactionReceived): TransactionProcessed {
  const decision = { receivedEventId: post.id, processedAt: '2026-03-29T02:00:30.123Z' };
  return {
    id: consequenceId('outcome', post.id),
    type: 'TransactionProcessed.v1',
    source: '/tidemark/spec',
    time: decision.processedAt,
    subject: post.subject,
    data: outcomeData(factsOf(post.data), decision),
  };
}

export function deleted(): TransactionsDeleted {
  const data = { partition: 0, deleted_at: '2026-03-29T03:00:00Z' };
  return {
    id: idOf('deleted'),
    type: 'TransactionsDeleted.v1',
    source: '/tidemark/spec',
    time: data.deleted_at,
    subject: null,
    data,
  };
}
