import type { DefaultedField, TransactionReceivedData } from '@app/contracts';

/** What a claim keeps of the first post: enough to compare later ones with it and to write its outcome. */
export type TransactionFacts = Readonly<
  Pick<
    TransactionReceivedData,
    | 'transaction_id'
    | 'source_account'
    | 'destination_account'
    | 'merchant_id'
    | 'user_id'
    | 'user_id_type'
    | 'amount_minor'
    | 'currency'
    | 'exponent'
    | 'occurred_at'
    | 'defaulted_fields'
  >
>;

/** The facts alone: metadata, fingerprint and times of receipt stay in the log. */
export function factsOf(data: TransactionFacts): TransactionFacts {
  return {
    transaction_id: data.transaction_id,
    source_account: data.source_account,
    destination_account: data.destination_account,
    merchant_id: data.merchant_id,
    ...(data.user_id !== undefined && { user_id: data.user_id }),
    ...(data.user_id_type !== undefined && { user_id_type: data.user_id_type }),
    amount_minor: data.amount_minor,
    currency: data.currency,
    exponent: data.exponent,
    occurred_at: data.occurred_at,
    ...(data.defaulted_fields !== undefined && { defaulted_fields: data.defaulted_fields }),
  };
}

/** Whether ingestion filled the field in because the post left it out. */
export function wasDefaulted(facts: Pick<TransactionFacts, 'defaulted_fields'>, field: DefaultedField): boolean {
  return facts.defaulted_fields?.includes(field) ?? false;
}
