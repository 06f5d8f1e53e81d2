import { parseInstant } from '@app/domain';

import type { LoggedTransaction } from './logged-transaction.js';
import type { StoredTransaction } from './stored-transactions.js';

type Field = Exclude<keyof StoredTransaction, 'transaction_id' | 'partition'>;

/** What each column has to hold, from the log alone. */
const EXPECTED: Readonly<Record<Field, (logged: LoggedTransaction) => unknown>> = {
  first_event_id: ({ firstEventId }) => firstEventId,
  first_offset: ({ firstOffset }) => String(firstOffset),
  source_account: ({ first }) => first.source_account,
  destination_account: ({ first }) => first.destination_account,
  merchant_id: ({ first }) => first.merchant_id,
  user_id: ({ first }) => first.user_id ?? null,
  user_id_is_number: ({ first }) => first.user_id_type === 'number',
  amount_minor: ({ first }) => first.amount_minor,
  currency: ({ first }) => first.currency,
  exponent: ({ first }) => first.exponent,
  occurred_at: ({ first }) => parseInstant(first.occurred_at),
  received_at: ({ first }) => parseInstant(first.received_at),
  processed_at: ({ outcome }) => (outcome === undefined ? null : parseInstant(outcome.processedAt)),
  status: ({ status }) => status,
  failure_reason: ({ outcome }) => outcome?.reason ?? null,
  reported_status: ({ first }) => first.reported_status ?? null,
  later_outcome: ({ laterOutcome }) => laterOutcome ?? null,
  duplicates: ({ duplicates }) => duplicates,
  metadata: ({ first }) => first.metadata ?? null,
};
const FIELDS = Object.keys(EXPECTED) as Field[];
const INSTANTS: ReadonlySet<Field> = new Set(['occurred_at', 'received_at', 'processed_at']);

/** Every column that does not hold what the log says, such as `status is FAILED instead of PROCESSED`. */
export function differencesOf(stored: StoredTransaction, logged: LoggedTransaction): readonly string[] {
  return FIELDS.flatMap((field) => {
    const is = JSON.stringify(INSTANTS.has(field) ? storedInstant(stored[field]) : stored[field]);
    const should = JSON.stringify(EXPECTED[field](logged));
    return is === should ? [] : [`${field} is ${is} instead of ${should}`];
  });
}

/** PostgreSQL's text of a time in UTC, as events have it. */
export function storedInstant(timestamptz: unknown): string | null | undefined {
  if (typeof timestamptz !== 'string') return null;
  return parseInstant(timestamptz.replace(' ', 'T').replace(/\+00$/u, 'Z'));
}
