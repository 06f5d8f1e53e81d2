import { consequenceId, newEventId, PARTITIONS, type DomainEvent } from '@app/contracts';
import { partitionOf } from '@app/messaging';

import {
  conflictDetected,
  deleted,
  failed,
  processed,
  received,
} from '../../projections/src/transaction-status/transaction-events.fixture.js';

const CURRENCIES = [
  { currency: 'EUR', exponent: 2 },
  { currency: 'JPY', exponent: 0 },
  { currency: 'KWD', exponent: 3 },
];
const FIRST_DAY = Date.UTC(2026, 2, 27);
const MINUTES_OF_FIVE_DAYS = 7_200;

/**
 * Everything that a log may hold but poison: posts of several days, merchants and currencies, outcomes, duplicates,
 * conflicts, records that were written twice, and one partition that was emptied in between.
 */
export function sampleLog(transactions: number): readonly DomainEvent[] {
  const log: DomainEvent[] = [];
  for (let at = 0; at < transactions; at += 1) {
    const post = samplePost(at);
    log.push(post);
    if (at % 7 === 0) log.push({ ...post, id: newEventId() });
    if (at % 11 === 0) log.push(...conflictOf(post));
    if (at % 13 === 0) log.push(post);
    if (at % 3 !== 0) log.push(at % 5 === 0 ? failed(post, 'no funds') : processed(post));
    if (at % 17 === 1) log.push(processed(post, consequenceId('outcome', newEventId())));
    if (at === Math.floor(transactions / 2)) log.push(emptied(post));
  }
  return log;
}

type Post = ReturnType<typeof received>;

/** @param at its number, which says what is in it */
export function samplePost(at: number, transactionId = `tx-${String(at)}`): Post {
  const occurredAt = new Date(FIRST_DAY + ((at * 37) % MINUTES_OF_FIVE_DAYS) * 60_000).toISOString();
  return received(newEventId(), {
    transaction_id: transactionId,
    ...(CURRENCIES[at % CURRENCIES.length] ?? {}),
    amount_minor: String(1_000 + at),
    merchant_id: at % 9 === 0 ? null : `m-${String(at % 10)}`,
    occurred_at: occurredAt,
  });
}

function conflictOf(post: Post): readonly DomainEvent[] {
  const later = received(newEventId(), Object.assign({}, post.data, { amount_minor: '1' }));
  return [later, conflictDetected(post, later, [{ field: 'amount', first: '10.00', now: '0.01' }])];
}

function emptied(post: Post): DomainEvent {
  return deleted(newEventId(), partitionOf(post.subject, PARTITIONS));
}
