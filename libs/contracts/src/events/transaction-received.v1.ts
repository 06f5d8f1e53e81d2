import { IsArray, IsObject, IsOptional, IsString } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

import { defineEvent, type EventOf } from '../event.js';
import {
  CurrencyCode,
  CurrencyExponent,
  MinorUnits,
  OneOf,
  Text,
  TextOrNull,
  UtcInstant,
  TransactionId,
} from '../schema/decorators.js';

export const REPORTED_STATUSES = ['PENDING', 'SUCCESS', 'FAILED'] as const;
export type ReportedStatus = (typeof REPORTED_STATUSES)[number];

/** Fields that ingestion filled in because the post left them out; they say nothing in a comparison. */
export const DEFAULTED_FIELDS = ['merchant_id', 'currency', 'occurred_at'] as const;
export type DefaultedField = (typeof DEFAULTED_FIELDS)[number];

export type Metadata = Readonly<Record<string, string | number | boolean | null>>;

/** A transaction as one post reported it, in canonical form. */
export class TransactionReceivedData {
  @TransactionId()
  transaction_id!: string;

  @TextOrNull()
  source_account!: string | null;

  @TextOrNull()
  destination_account!: string | null;

  @TextOrNull()
  merchant_id!: string | null;

  @IsOptional()
  @IsString()
  user_id?: string;

  /** `number` when the post carried the user as a JSON number, so that it is answered as one. */
  @IsOptional()
  @OneOf(['number'])
  user_id_type?: 'number';

  @MinorUnits()
  amount_minor!: string;

  @CurrencyCode()
  currency!: string;

  @CurrencyExponent()
  exponent!: number;

  @IsOptional()
  @OneOf(REPORTED_STATUSES)
  reported_status?: ReportedStatus;

  @UtcInstant()
  occurred_at!: string;

  @UtcInstant()
  received_at!: string;

  /** Whose key signed the post; `unsigned` where none was asked for. */
  @Text()
  source!: string;

  @IsOptional()
  @IsObject()
  metadata?: Metadata;

  @IsOptional()
  @IsArray()
  @JSONSchema({ items: { type: 'string', enum: [...DEFAULTED_FIELDS] } })
  defaulted_fields?: DefaultedField[];

  /** SHA-256, hex, over the canonical business fields: equal means "the same post". */
  @Text()
  fingerprint!: string;
}

export const TransactionReceived = defineEvent({
  type: 'TransactionReceived.v1',
  topic: 'transactions',
  data: TransactionReceivedData,
  subject: (data) => data.transaction_id,
});
export type TransactionReceived = EventOf<typeof TransactionReceived>;
