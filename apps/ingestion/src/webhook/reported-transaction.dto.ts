import type { Metadata, ReportedStatus } from '@app/contracts';

import { Identifier, MayBeLeftOut, UserReference } from '../intake/body-field.js';
import { bodySchemaOf } from '../intake/posted-body.js';
import { Amount, Currency, FlatMetadata, Instant, Status, TransactionId } from './transaction-fields.js';

/** The body of the older `POST /api/add-transaction/`: it reports a status, and may leave out what /v1 asks for. */
export class ReportedTransactionDto {
  @TransactionId()
  transaction_id!: string;

  @UserReference()
  user!: string | number;

  @Amount()
  amount!: string | number;

  @Status()
  status!: ReportedStatus;

  @MayBeLeftOut()
  @Identifier()
  source_account?: string;

  @MayBeLeftOut()
  @Identifier()
  destination_account?: string;

  @MayBeLeftOut()
  @Currency()
  currency?: string;

  @MayBeLeftOut()
  @Identifier()
  merchant_id?: string;

  @MayBeLeftOut()
  @Instant()
  occurred_at?: string;

  @MayBeLeftOut()
  @FlatMetadata()
  metadata?: Metadata;
}

export const REPORTED_TRANSACTION_BODY = bodySchemaOf(ReportedTransactionDto);
