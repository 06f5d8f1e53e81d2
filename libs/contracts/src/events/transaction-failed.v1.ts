import { defineEvent, type EventOf } from '../event.js';
import { OutcomeData } from './outcome-data.js';

export class TransactionFailedData extends OutcomeData {}

export const TransactionFailed = defineEvent({
  type: 'TransactionFailed.v1',
  topic: 'transactions',
  data: TransactionFailedData,
  subject: (data) => data.transaction_id,
});
export type TransactionFailed = EventOf<typeof TransactionFailed>;
