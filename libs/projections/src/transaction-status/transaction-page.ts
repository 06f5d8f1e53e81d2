import type { DatabaseTransaction } from '@app/database';

import { listPage } from '../sql/list-page.js';
import type { PageRequest, TransactionPage } from './list-transactions.query.js';
import { transactionColumns, viewOf, type TransactionRow } from './transaction-row.js';
import { scanOf } from './transaction-scan.js';

export async function transactionPage(
  transaction: DatabaseTransaction,
  schema: string,
  { filters, limit, after }: PageRequest,
): Promise<TransactionPage> {
  const scan = scanOf(schema, filters, after);
  const { rows, next } = await listPage<TransactionRow>(transaction, scan, transactionColumns(schema), limit);
  return { items: rows.map(viewOf), next };
}
