import type { Metadata } from '@app/contracts';

import { Identifier, MayBeLeftOut } from '../intake/body-field.js';
import { bodySchemaOf } from '../intake/posted-body.js';
import { Amount, Currency, FlatMetadata, Instant, TransactionId } from './transaction-fields.js';

/** The body of `POST /v1/webhooks/transactions`, and each item of a batch. */
export class TransactionDto {
  @TransactionId()
  transaction_id!: string;

  @Identifier()
  source_account!: string;

  @Identifier()
  destination_account!: string;

  @Amount()
  amount!: string | number;

  @Currency()
  currency!: string;

  @MayBeLeftOut()
  @Identifier()
  merchant_id?: string;

  @MayBeLeftOut()
  @Identifier()
  user_id?: string;

  @MayBeLeftOut()
  @Instant()
  occurred_at?: string;

  @MayBeLeftOut()
  @FlatMetadata()
  metadata?: Metadata;
}

export const TRANSACTION_BODY = bodySchemaOf(TransactionDto);
