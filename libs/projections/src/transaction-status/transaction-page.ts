import type { DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

import { instantOf } from '../sql/instants.js';
import type { ListPlace, PageRequest, TransactionPage } from './list-transactions.query.js';
import { transactionColumns, viewOf, type TransactionRow } from './transaction-row.js';
import { LIST_ORDER, scanOf } from './transaction-scan.js';

interface PlaceRow {
  readonly occurred_at: string;
  readonly first_offset: string;
  readonly partition: number;
}

/**
 * What the planner is told. It would fetch all rows of a filter and sort them, or pass over most of a table that lies on
 * the disk in its order, when it has no statistics, or those of a table that has grown since.
 */
const IN_ORDER = [
  sql`set_config('enable_sort', 'off', true)`,
  sql`set_config('enable_mergejoin', 'off', true)`,
  sql`set_config('random_page_cost', '0', true)`,
];

/** One page, read in the order of the index of its leading filter: page 1,000 costs what page 1 costs. */
export async function transactionPage(
  transaction: DatabaseTransaction,
  schema: string,
  { filters, limit, after }: PageRequest,
): Promise<TransactionPage> {
  await sql`SELECT ${sql.join(IN_ORDER)}`.execute(transaction);
  const { rows, places, conditions, most } = scanOf(schema, filters, after);
  const scanned = conditions.length === 0 ? limit + 1 : most;
  const found = await sql<TransactionRow & PlaceRow>`
    SELECT ${transactionColumns(schema)}, known.first_offset, known.partition FROM (${rows(scanned)}) AS known
    WHERE ${sql.join([sql`true`, ...conditions], sql` AND `)}
    ORDER BY ${LIST_ORDER} LIMIT ${limit + 1}`.execute(transaction);
  const items = found.rows.slice(0, limit);
  const last = items.at(-1);
  if (found.rows.length > limit && last !== undefined) return { items: items.map(viewOf), next: placeOf(last) };
  if (conditions.length === 0) return { items: items.map(viewOf), next: undefined };

  const end = await sql<PlaceRow>`
    SELECT known.occurred_at::text AS occurred_at, known.first_offset, known.partition
    FROM (${places(scanned)}) AS known ORDER BY ${LIST_ORDER} OFFSET ${scanned - 1} LIMIT 1`.execute(transaction);
  return { items: items.map(viewOf), next: end.rows.map(placeOf)[0] };
}

function placeOf(row: PlaceRow): ListPlace {
  return { occurredAt: instantOf(row.occurred_at), offset: Number(row.first_offset), partition: row.partition };
}
