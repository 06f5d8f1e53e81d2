import { defineEvent, type EventOf } from '../event.js';
import { OutcomeData } from './outcome-data.js';

export class TransactionProcessedData extends OutcomeData {}

export const TransactionProcessed = defineEvent({
  type: 'TransactionProcessed.v1',
  topic: 'transactions',
  data: TransactionProcessedData,
  subject: (data) => data.transaction_id,
});
export type TransactionProcessed = EventOf<typeof TransactionProcessed>;
