import { defineEvent, type EventOf } from '../event.js';
import { UtcInstant, WholeNumber } from '../schema/decorators.js';
import { PARTITIONS } from '../topics.js';

/** Everything before this record in its partition is gone (for testing; ALLOW_DATA_RESET). */
export class TransactionsDeletedData {
  @WholeNumber(0, PARTITIONS - 1)
  partition!: number;

  @UtcInstant()
  deleted_at!: string;
}

export const TransactionsDeleted = defineEvent({
  type: 'TransactionsDeleted.v1',
  topic: 'transactions',
  data: TransactionsDeletedData,
  subject: () => null,
});
export type TransactionsDeleted = EventOf<typeof TransactionsDeleted>;
