import { defineProjection } from '../projection.js';
import { summariesTables, summariesViews } from './summaries.tables.js';
import { SummaryChanges } from './summary-changes.js';
import { writeSummaries } from './write-summaries.js';

/** How many transactions there were, over which amounts, and what became of them: by day and by quarter of an hour. */
export const summaries = defineProjection({
  name: 'summaries',
  topic: 'transactions',
  codeVersion: 1,
  usesReportingZone: true,
  tables: summariesTables,
  indexes: () => [],
  views: summariesViews,
  begin: () => new SummaryChanges(),
  when: {
    'TransactionReceived.v1': (changes: SummaryChanges, read) => {
      changes.addPost(read);
    },
    'TransactionProcessed.v1': (changes, read) => {
      changes.addOutcome(read);
    },
    'TransactionFailed.v1': (changes, read) => {
      changes.addOutcome(read);
    },
    'TransactionsDeleted.v1': (changes, { partition }) => {
      changes.deletePartition(partition);
    },
  },
  write: writeSummaries,
});
