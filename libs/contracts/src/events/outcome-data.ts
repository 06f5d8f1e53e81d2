import { IsOptional, IsString } from 'class-validator';

import {
  CurrencyCode,
  CurrencyExponent,
  MinorUnits,
  Text,
  TextOrNull,
  UtcInstant,
  TransactionId,
} from '../schema/decorators.js';

/** What both outcomes carry: the decision, and the transaction's facts so that no reader needs a look-up. */
export class OutcomeData {
  @TransactionId()
  transaction_id!: string;

  /** `ce_id` of the TransactionReceived that counts; an outcome naming another one is ignored. */
  @Text()
  received_event_id!: string;

  @UtcInstant()
  processed_at!: string;

  @IsOptional()
  @IsString()
  reason?: string;

  @IsOptional()
  @IsString()
  user_id?: string;

  @TextOrNull()
  merchant_id!: string | null;

  @TextOrNull()
  source_account!: string | null;

  @TextOrNull()
  destination_account!: string | null;

  @MinorUnits()
  amount_minor!: string;

  @CurrencyCode()
  currency!: string;

  @CurrencyExponent()
  exponent!: number;

  @UtcInstant()
  occurred_at!: string;
}
