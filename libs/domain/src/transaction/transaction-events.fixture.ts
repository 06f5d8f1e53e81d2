import type { TransactionFailed, TransactionProcessed, TransactionReceived } from '@app/contracts';

import { factsOf } from './facts.js';
import { fingerprint } from './fingerprint.js';
import { outcomeData } from './outcome.js';

type Post = Partial<Omit<TransactionReceived['data'], 'fingerprint'>>;

const ENVELOPE = { source: '/tidemark/spec', time: '2026-03-29T02:00:00Z', subject: 't-1' } as const;

/** A received event with everything said; a spec names what matters to it. */
export function received(id: string, post: Post = {}): TransactionReceived {
  const data = {
    transaction_id: 't-1',
    source_account: 'acc-1',
    destination_account: 'acc-2',
    merchant_id: 'm-1',
    user_id: 'u-1',
    amount_minor: '10050',
    currency: 'USD',
    exponent: 2,
    occurred_at: '2026-03-29T01:30:00Z',
    received_at: '2026-03-29T02:00:00Z',
    source: 'unsigned',
    ...post,
  };
  return { ...ENVELOPE, id, type: 'TransactionReceived.v1', data: { ...data, fingerprint: fingerprint(data) } };
}

export function processed(receivedEventId: string): TransactionProcessed {
  return {
    ...ENVELOPE,
    id: `processed-${receivedEventId}`,
    type: 'TransactionProcessed.v1',
    data: of(receivedEventId),
  };
}

export function failed(receivedEventId: string): TransactionFailed {
  return { ...ENVELOPE, id: `failed-${receivedEventId}`, type: 'TransactionFailed.v1', data: of(receivedEventId) };
}

function of(receivedEventId: string): TransactionProcessed['data'] {
  const { data } = received(receivedEventId);
  return outcomeData(factsOf(data), { receivedEventId, processedAt: '2026-03-29T02:00:30Z' });
}
