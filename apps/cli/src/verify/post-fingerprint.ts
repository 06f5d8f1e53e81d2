import type { DefaultedField } from '@app/contracts';
import { currencyExponent, fingerprint, parseAmount, parseInstant } from '@app/domain';

type Body = Readonly<Record<string, unknown>>;

/** What a default stands for when it is said nothing about; it does not enter the fingerprint. */
const UNSAID = '2000-01-01T00:00:00Z';

/**
 * The fingerprint that the record of a post to /v1/webhooks/transactions must carry, from the body alone.
 *
 * @returns undefined for a body that cannot have been accepted
 */
export function fingerprintOfPost(body: Body): string | undefined {
  const currency = textOf(body, 'currency');
  const exponent = currency === undefined ? undefined : currencyExponent(currency);
  if (currency === undefined || exponent === undefined) return undefined;
  const amount = parseAmount(body['amount'], exponent);
  const occurredAt = body['occurred_at'] === undefined ? UNSAID : parseInstant(body['occurred_at']);
  const transactionId = textOf(body, 'transaction_id');
  if (!amount.ok || occurredAt === undefined || transactionId === undefined) return undefined;
  const user = textOf(body, 'user_id');
  return fingerprint({
    transaction_id: transactionId,
    source_account: textOf(body, 'source_account') ?? null,
    destination_account: textOf(body, 'destination_account') ?? null,
    merchant_id: textOf(body, 'merchant_id') ?? null,
    ...(user !== undefined && { user_id: user }),
    amount_minor: amount.minor.toString(),
    currency,
    exponent,
    occurred_at: occurredAt,
    received_at: UNSAID,
    source: 'history',
    defaulted_fields: (['merchant_id', 'occurred_at'] satisfies DefaultedField[]).filter((field) => !(field in body)),
  });
}

function textOf(body: Body, field: string): string | undefined {
  const value = body[field];
  return typeof value === 'string' ? value : undefined;
}
