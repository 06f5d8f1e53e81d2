import { sql, type RawBuilder } from 'kysely';

import type { ListPlace, TransactionFilters } from './list-transactions.query.js';

/** Newest first, in every list. */
export const LIST_ORDER = sql`known.occurred_at DESC, known.first_offset DESC, known.partition DESC`;

/**
 * Rows that a page looks at, at most, when its filters have no index together. A page that finds too few among them is
 * short and says where to go on, rather than taking seconds. Looking a row up by its id costs several times as much.
 */
const MOST_READ = 20_000;
const MOST_LOOKED_UP = 5_000;

/** The rows among which a page is found, by the index of one filter. */
export interface TransactionScan {
  /** A query of the first so many rows of `transactions`, read in the list's order. */
  readonly rows: (limit: number) => RawBuilder<unknown>;
  /** The same, of which only the places in the list are wanted. */
  readonly places: (limit: number) => RawBuilder<unknown>;
  /** What is to be asked of each row, of the table `known`; empty when the index knows it all. */
  readonly conditions: readonly RawBuilder<unknown>[];
  /** How many rows a page may ask that of. */
  readonly most: number;
}

type Filter = 'merchantId' | 'account' | 'status' | 'currency';

/** Fewest rows first, as far as one can tell: the first of these that is asked for leads. */
const LEADING: readonly Filter[] = ['merchantId', 'account', 'status', 'currency'];

/** @param after where the page before has ended */
export function scanOf(schema: string, filters: TransactionFilters, after: ListPlace | undefined): TransactionScan {
  const asked = LEADING.filter((filter) => filters[filter] !== undefined);
  // Most transactions are processed: the others are passed over on the way.
  const leading = asked.find((filter) => filter !== 'status' || filters.status !== 'PROCESSED');
  const conditions = asked.filter((filter) => filter !== leading).map((filter) => conditionOf(filter, filters));
  const range = rangeOf(filters, after);
  const table = sql.table(`${schema}.transactions`);
  const first = (condition: RawBuilder<unknown>, limit: number, of = table): RawBuilder<unknown> =>
    sql`SELECT * FROM ${of} AS known WHERE ${sql.join([condition, ...range], sql` AND `)}
      ORDER BY ${LIST_ORDER} LIMIT ${limit}`;

  if (leading === 'status') {
    const noted = sql.table(`${schema}.unprocessed`);
    const places = (limit: number): RawBuilder<unknown> => first(conditionOf('status', filters), limit, noted);
    return { conditions, places, rows: (limit) => rowsOf(places(limit), table), most: MOST_LOOKED_UP };
  }
  const rows = (limit: number): RawBuilder<unknown> => {
    if (leading === 'account') return firstOfAccount(filters.account, (side) => first(side, limit), limit);
    return first(leading === undefined ? sql`true` : conditionOf(leading, filters), limit);
  };
  return { conditions, places: rows, rows, most: MOST_READ };
}

/** Both sides of an account, each by its index; a transfer to itself is on both. */
function firstOfAccount(
  account: string | undefined,
  first: (side: RawBuilder<unknown>) => RawBuilder<unknown>,
  limit: number,
): RawBuilder<unknown> {
  return sql`SELECT DISTINCT ON (known.occurred_at, known.first_offset, known.partition) * FROM (
      (${first(sql`known.source_account = ${account}`)}) UNION ALL (${first(sql`known.destination_account = ${account}`)})
    ) AS known ORDER BY ${LIST_ORDER} LIMIT ${limit}`;
}

/**
 * The rows of those that are noted: `OFFSET 0` has them looked up one by one, and what is equal lets the planner see that
 * they are in order.
 */
function rowsOf(noted: RawBuilder<unknown>, table: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`SELECT known.* FROM (${noted}) AS noted JOIN LATERAL (
      SELECT * FROM ${table} AS found WHERE found.transaction_id = noted.transaction_id OFFSET 0
    ) AS known ON known.occurred_at = noted.occurred_at AND known.first_offset = noted.first_offset
      AND known.partition = noted.partition`;
}

function conditionOf(
  filter: Filter,
  { merchantId, account, status, currency }: TransactionFilters,
): RawBuilder<unknown> {
  switch (filter) {
    case 'merchantId':
      return sql`known.merchant_id = ${merchantId}`;
    case 'account':
      return sql`(known.source_account = ${account} OR known.destination_account = ${account})`;
    case 'status':
      return sql`known.status = ${status}`;
    case 'currency':
      return sql`known.currency = ${currency}`;
  }
}

function rangeOf({ from, to }: TransactionFilters, after: ListPlace | undefined): RawBuilder<unknown>[] {
  return [
    ...(from === undefined ? [] : [sql`known.occurred_at >= ${from}::timestamptz`]),
    ...(to === undefined ? [] : [sql`known.occurred_at < ${to}::timestamptz`]),
    ...(after === undefined
      ? []
      : [
          sql`(known.occurred_at, known.first_offset, known.partition)
            < (${after.occurredAt}::timestamptz, ${after.offset}::bigint, ${after.partition}::smallint)`,
        ]),
  ];
}
