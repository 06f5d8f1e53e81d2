import { defineProjection } from '../projection.js';
import { TransactionHistories } from './transaction-histories.js';
import {
  transactionStatusIndexes,
  transactionStatusTables,
  transactionStatusViews,
} from './transaction-status.tables.js';
import { writeHistories } from './write-histories.js';

/** Each transaction as its first post reported it, its outcome, and what later posts said. */
export const transactionStatus = defineProjection({
  name: 'transaction-status',
  topic: 'transactions',
  codeVersion: 2,
  usesReportingZone: false,
  tables: transactionStatusTables,
  indexes: transactionStatusIndexes,
  views: transactionStatusViews,
  begin: () => new TransactionHistories(),
  when: {
    'TransactionReceived.v1': (histories: TransactionHistories, read) => {
      histories.add(read);
    },
    'TransactionProcessed.v1': (histories, read) => {
      histories.add(read);
    },
    'TransactionFailed.v1': (histories, read) => {
      histories.add(read);
    },
    'TransactionConflictDetected.v1': (histories, read) => {
      histories.add(read);
    },
    'TransactionsDeleted.v1': (histories, { partition }) => {
      histories.deletePartition(partition);
    },
  },
  write: (transaction, { schema }, histories) => writeHistories(transaction, schema, histories),
});
