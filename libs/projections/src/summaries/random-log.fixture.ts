import type { DomainEvent, TransactionReceived, TransactionReceivedData } from '@app/contracts';
import fc from 'fast-check';

import { deleted, eventId, failed, processed, received } from '../transaction-status/transaction-events.fixture.js';

export type Placed = readonly [partition: number, event: DomainEvent];

type Kind = 'post' | 'processed' | 'failed' | 'early-outcome' | 'written-again' | 'deleted';

interface Step {
  readonly kind: Kind;
  readonly partition: number;
  readonly transaction: number;
  /** Which of the earlier posts or records it is about. */
  readonly pick: number;
  readonly data: Pick<
    TransactionReceivedData,
    'amount_minor' | 'merchant_id' | 'occurred_at' | 'currency' | 'exponent'
  >;
}

const CURRENCIES = [
  { currency: 'EUR', exponent: 2 },
  { currency: 'JPY', exponent: 0 },
  { currency: 'KWD', exponent: 3 },
];
/** Around the starts of days in UTC, Tehran (+3:30), Kathmandu (+5:45), and of clock changes in Berlin. */
const INSTANTS = [
  '2026-03-28T20:29:59.999999Z',
  '2026-03-28T20:30:00Z',
  '2026-03-28T22:59:59.5Z',
  '2026-03-28T23:59:59.999Z',
  '2026-03-29T00:00:00Z',
  '2026-03-29T18:14:59Z',
  '2026-03-29T18:15:00Z',
  '2026-03-29T22:00:00Z',
  '2026-10-25T22:30:00Z',
  '2025-01-31T12:07:00.123456Z',
];

/** Few transactions, so that everything meets everything. */
export const randomLog: fc.Arbitrary<readonly Placed[]> = fc
  .array(
    fc.record<Step>({
      kind: fc.oneof(
        { weight: 8, arbitrary: fc.constant<Kind>('post') },
        { weight: 4, arbitrary: fc.constant<Kind>('processed') },
        { weight: 3, arbitrary: fc.constant<Kind>('failed') },
        { weight: 1, arbitrary: fc.constant<Kind>('early-outcome') },
        { weight: 3, arbitrary: fc.constant<Kind>('written-again') },
        { weight: 1, arbitrary: fc.constant<Kind>('deleted') },
      ),
      partition: fc.nat(1),
      transaction: fc.nat(9),
      pick: fc.nat(1_000),
      data: fc
        .tuple(
          fc.constantFrom(...CURRENCIES),
          fc.constantFrom('0', '1', '10050', '1000000000000000', '9223372036854775807'),
          fc.constantFrom('m-1', 'm-2', null),
          fc.constantFrom(...INSTANTS),
        )
        .map(([currency, amount_minor, merchant_id, occurred_at]) => ({
          ...currency,
          amount_minor,
          merchant_id,
          occurred_at,
        })),
    }),
    { minLength: 40, maxLength: 120 },
  )
  .map(logOf);

function logOf(steps: readonly Step[]): readonly Placed[] {
  const log: Placed[] = [];
  const posts: (readonly [number, TransactionReceived])[] = [];
  for (const { kind, partition, transaction, pick, data } of steps) {
    const transaction_id = `tx-${String(partition)}-${String(transaction)}`;
    const post = received(eventId(log.length + 1), { transaction_id, ...data });
    const [known, about] = posts[pick % posts.length] ?? [partition, post];
    switch (kind) {
      case 'early-outcome':
        log.push([partition, processed(post, eventId(100_000 + log.length))]);
        posts.push([partition, post]);
        log.push([partition, post]);
        break;
      case 'post':
        posts.push([partition, post]);
        log.push([partition, post]);
        break;
      case 'processed':
        log.push([known, processed(about)]);
        break;
      case 'failed':
        log.push([known, failed(about, 'no funds')]);
        break;
      case 'written-again':
        log.push(log[pick % log.length] ?? [partition, post]);
        break;
      case 'deleted':
        if (pick % 4 === 0) log.push([partition, deleted(eventId(200_000 + log.length), partition)]);
    }
  }
  return log;
}
