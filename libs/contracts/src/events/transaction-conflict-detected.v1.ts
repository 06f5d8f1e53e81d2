import { IsArray, IsObject } from 'class-validator';
import { JSONSchema } from 'class-validator-jsonschema';

import { defineEvent, type EventOf } from '../event.js';
import { Text, UtcInstant, TransactionId } from '../schema/decorators.js';

/** A field of which two posts of one transaction said different things; names and values as in the request. */
export interface ConflictingField {
  readonly field: string;
  readonly first: string | number | null;
  readonly now: string | number | null;
}

export class TransactionConflictDetectedData {
  @TransactionId()
  transaction_id!: string;

  /** `ce_id` of the TransactionReceived that counts. */
  @Text()
  first_event_id!: string;

  /** `ce_id` of the TransactionReceived that differs. */
  @Text()
  event_id!: string;

  /** When the differing post was received. */
  @UtcInstant()
  received_at!: string;

  @IsArray()
  @IsObject({ each: true })
  @JSONSchema({ items: { type: 'object', required: ['field', 'first', 'now'] } })
  conflicting_fields!: ConflictingField[];
}

export const TransactionConflictDetected = defineEvent({
  type: 'TransactionConflictDetected.v1',
  topic: 'transactions',
  data: TransactionConflictDetectedData,
  subject: (data) => data.transaction_id,
});
export type TransactionConflictDetected = EventOf<typeof TransactionConflictDetected>;
