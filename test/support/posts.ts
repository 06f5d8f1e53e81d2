import { newEventId, type TransactionReceived } from '@app/contracts';
import { fingerprint } from '@app/domain';

export type Post = TransactionReceived & { readonly subject: string };

/** What ingestion writes of a post received now. */
export function post(transaction_id: string, change: Partial<TransactionReceived['data']> = {}): Post {
  const data = {
    transaction_id,
    source_account: 'acc-1',
    destination_account: 'acc-2',
    merchant_id: 'm-1',
    amount_minor: '10050',
    currency: 'USD',
    exponent: 2,
    occurred_at: '2026-03-29T01:30:00Z',
    received_at: new Date().toISOString(),
    source: 'unsigned',
    ...change,
  };
  const event = { type: 'TransactionReceived.v1' as const, source: '/tidemark/spec', time: data.received_at };
  return { ...event, id: newEventId(), subject: transaction_id, data: { ...data, fingerprint: fingerprint(data) } };
}

/** Of transactions `<prefix>-0` and on. */
export function posts(prefix: string, count: number): Post[] {
  return Array.from({ length: count }, (_, at) => post(`${prefix}-${String(at)}`));
}
