import type { Comparison, TableComparison } from '@app/rebuild';

import { describeDifference } from '../rebuild/describe-comparison.js';
import type { Findings } from './findings.js';

/** Names every row that is not as a rebuild makes it; past the first thousand of a table they are only counted. */
export function reportComparison(projection: string, comparison: Comparison, findings: Findings): void {
  for (const table of comparison.tables_changed) {
    findings.add({ kind: 'wrong-tables', projection, table, detail: 'only one of both has it' });
  }
  for (const table of comparison.tables) reportTable(projection, table, findings);
}

function reportTable(
  projection: string,
  { table, named, differing, columns_changed: columns }: TableComparison,
  findings: Findings,
): void {
  if (columns.length > 0) {
    findings.add({ kind: 'wrong-tables', projection, table, detail: `only one of both has ${columns.join(', ')}` });
  }
  for (const row of named) {
    const { transaction_id: id, notification_id: notificationId, partition } = row.key;
    findings.add({
      kind: 'not-as-rebuilt',
      ...(typeof id === 'string' && { transaction_id: id }),
      ...(typeof notificationId === 'string' && { notification_id: notificationId }),
      ...(typeof partition === 'number' && { partition }),
      ...{ projection, table, key: row.key },
      detail: describeDifference(row),
    });
  }
  findings.count('not-as-rebuilt', differing - named.length);
}
