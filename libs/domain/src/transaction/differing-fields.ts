import type { ConflictingField, DefaultedField } from '@app/contracts';

import { formatMinor } from '../money/format-amount.js';
import { isSameInstant } from '../time/parse-instant.js';
import { type TransactionFacts, wasDefaulted } from './facts.js';

type Value = ConflictingField['first'];

/**
 * The business fields of which two posts of one transaction said different things, named as in the request.
 * A field that one of them left out says nothing. The reported status is not among them: it may be an outcome.
 */
export function differingFields(first: TransactionFacts, now: TransactionFacts): ConflictingField[] {
  const fields: ConflictingField[] = [];
  const compare = (field: string, one: Value, other: Value): void => {
    if (one !== null && other !== null && one !== other) fields.push({ field, first: one, now: other });
  };

  compare('source_account', first.source_account, now.source_account);
  compare('destination_account', first.destination_account, now.destination_account);
  // Two defaults differ only as the destination accounts do, which are listed already.
  if (!bothDefaulted(first, now, 'merchant_id')) compare('merchant_id', first.merchant_id, now.merchant_id);
  if (first.user_id !== now.user_id) compare('user_id', userAsSent(first), userAsSent(now));
  if (!isSameAmount(first, now)) compare('amount', amountOf(first), amountOf(now));
  if (!eitherDefaulted(first, now, 'currency')) compare('currency', first.currency, now.currency);
  if (!eitherDefaulted(first, now, 'occurred_at') && !isSameInstant(first.occurred_at, now.occurred_at)) {
    compare('occurred_at', first.occurred_at, now.occurred_at);
  }
  return fields;
}

function bothDefaulted(first: TransactionFacts, now: TransactionFacts, field: DefaultedField): boolean {
  return wasDefaulted(first, field) && wasDefaulted(now, field);
}

function eitherDefaulted(first: TransactionFacts, now: TransactionFacts, field: DefaultedField): boolean {
  return wasDefaulted(first, field) || wasDefaulted(now, field);
}

/** 7 and "7" are one user, but each is shown as it was sent. */
function userAsSent({ user_id, user_id_type }: TransactionFacts): Value {
  if (user_id === undefined) return null;
  return user_id_type === 'number' ? Number(user_id) : user_id;
}

/** As decimal values: where a currency was defaulted or differs, so may the exponent. */
function isSameAmount(first: TransactionFacts, now: TransactionFacts): boolean {
  if (first.exponent === now.exponent) return first.amount_minor === now.amount_minor;
  const exponent = Math.max(first.exponent, now.exponent);
  return scaledTo(exponent, first) === scaledTo(exponent, now);
}

function scaledTo(exponent: number, facts: TransactionFacts): bigint {
  return BigInt(facts.amount_minor) * 10n ** BigInt(exponent - facts.exponent);
}

function amountOf(facts: TransactionFacts): string {
  return formatMinor(BigInt(facts.amount_minor), facts.exponent);
}
