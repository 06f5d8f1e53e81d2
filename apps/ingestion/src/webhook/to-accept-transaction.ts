import type { DefaultedField, ReportedStatus } from '@app/contracts';
import { currencyExponent, parseAmount, parseInstant, type FingerprintedData } from '@app/domain';
import type { SchemaViolation } from '@app/platform';

import { AcceptTransaction } from '../accept-transaction/accept-transaction.command.js';
import { violationOf } from '../intake/posted-body.js';
import { metadataSizeProblem } from './metadata.js';
import type { TransactionPost } from './transaction-post.js';

/** What is known of a request beside its body. */
export interface Receipt {
  /** RFC 3339 UTC. */
  readonly receivedAt: string;
  /** Whose key signed it. */
  readonly source: string;
  readonly traceparent: string | undefined;
  /** What only the older route takes; elsewhere `user` and `status` are unknown fields. */
  readonly reported: Reported | undefined;
  /** ISO 4217; for posts that name no currency. */
  readonly defaultCurrency: string;
}

export interface Reported {
  /** Its word for `user_id`, which is an unknown field there. */
  readonly user: string | number;
  readonly status: ReportedStatus;
}

export type Reading =
  | { readonly ok: true; readonly command: AcceptTransaction }
  | { readonly ok: false; readonly violations: readonly SchemaViolation[] };

/**
 * Reads a post, whose shape its schema has proven, into canonical values: amount in minor units, instants in UTC,
 * defaults filled in and named. Reports every value that the schema could not judge and that is wrong.
 */
export function toAcceptTransaction(post: TransactionPost, receipt: Receipt): Reading {
  const currency = post.currency ?? receipt.defaultCurrency;
  const exponent = currencyExponent(currency);
  if (exponent === undefined) return refused([violationOf('currency', 'must be an ISO 4217 code')]);

  const amount = parseAmount(post.amount, exponent);
  const occurredAt = post.occurred_at === undefined ? receipt.receivedAt : parseInstant(post.occurred_at);
  const tooLarge = post.metadata === undefined ? undefined : metadataSizeProblem(post.metadata);
  if (!amount.ok || occurredAt === undefined || tooLarge !== undefined) {
    return refused([
      ...(amount.ok ? [] : [violationOf('amount', amount.detail)]),
      ...(occurredAt === undefined ? [violationOf('occurred_at', 'must be a real date from 2000 to 2100')] : []),
      ...(tooLarge === undefined ? [] : [violationOf('metadata', tooLarge)]),
    ]);
  }

  const { reported } = receipt;
  const user = reported === undefined ? post.user_id : reported.user;
  const defaulted = defaultedFields(post);
  const transaction: FingerprintedData = {
    transaction_id: post.transaction_id,
    source_account: post.source_account ?? null,
    destination_account: post.destination_account ?? null,
    merchant_id: post.merchant_id ?? post.destination_account ?? null,
    ...(user !== undefined && { user_id: String(user) }),
    ...(typeof user === 'number' && { user_id_type: 'number' }),
    amount_minor: amount.minor.toString(),
    currency,
    exponent,
    ...(reported !== undefined && { reported_status: reported.status }),
    occurred_at: occurredAt,
    received_at: receipt.receivedAt,
    source: receipt.source,
    ...(post.metadata !== undefined && { metadata: post.metadata }),
    ...(defaulted.length > 0 && { defaulted_fields: defaulted }),
  };
  return { ok: true, command: new AcceptTransaction(transaction, receipt.traceparent) };
}

/** What the post left out and was filled in; a merchant without a destination to stand for it stays null. */
function defaultedFields(post: TransactionPost): DefaultedField[] {
  const fields: DefaultedField[] = [];
  if (post.merchant_id === undefined && post.destination_account !== undefined) fields.push('merchant_id');
  if (post.currency === undefined) fields.push('currency');
  if (post.occurred_at === undefined) fields.push('occurred_at');
  return fields;
}

function refused(violations: readonly SchemaViolation[]): Reading {
  return { ok: false, violations };
}
