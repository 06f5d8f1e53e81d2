import { sql, type RawBuilder } from 'kysely';

import { afterPlace, listOrder, rowsOfNoted, type ListPlace, type ListScan } from '../sql/list-page.js';
import type { TransactionFilters } from './list-transactions.query.js';

const TIME = 'occurred_at';
const ORDER = listOrder(TIME);

/** Rows that a page looks at, at most. Looking a row up by its id costs several times as much as reading it. */
const MOST_READ = 20_000;
const MOST_LOOKED_UP = 5_000;

type Filter = 'merchantId' | 'account' | 'status' | 'currency';

/** Fewest rows first, as far as one can tell: the first of these that is asked for leads. */
const LEADING: readonly Filter[] = ['merchantId', 'account', 'status', 'currency'];

/** @param after where the page before has ended */
export function scanOf(schema: string, filters: TransactionFilters, after: ListPlace | undefined): ListScan {
  const asked = LEADING.filter((filter) => filters[filter] !== undefined);
  // Most transactions are processed: the others are passed over on the way.
  const leading = asked.find((filter) => filter !== 'status' || filters.status !== 'PROCESSED');
  const conditions = asked.filter((filter) => filter !== leading).map((filter) => conditionOf(filter, filters));
  const range = rangeOf(filters, after);
  const table = sql.table(`${schema}.transactions`);
  const first = (condition: RawBuilder<unknown>, limit: number, of = table): RawBuilder<unknown> =>
    sql`SELECT * FROM ${of} AS known WHERE ${sql.join([condition, ...range], sql` AND `)}
      ORDER BY ${ORDER} LIMIT ${limit}`;

  if (leading === 'status') {
    const noted = sql.table(`${schema}.unprocessed`);
    const places = (limit: number): RawBuilder<unknown> => first(conditionOf('status', filters), limit, noted);
    return {
      time: TIME,
      conditions,
      places,
      rows: (limit) => rowsOfNoted(places(limit), table, { key: 'transaction_id', time: TIME }),
      most: MOST_LOOKED_UP,
    };
  }
  const rows = (limit: number): RawBuilder<unknown> => {
    if (leading === 'account') return firstOfAccount(filters.account, (side) => first(side, limit), limit);
    return first(leading === undefined ? sql`true` : conditionOf(leading, filters), limit);
  };
  return { time: TIME, conditions, places: rows, rows, most: MOST_READ };
}

/** Both sides of an account, each by its index; a transfer to itself is on both. */
function firstOfAccount(
  account: string | undefined,
  first: (side: RawBuilder<unknown>) => RawBuilder<unknown>,
  limit: number,
): RawBuilder<unknown> {
  return sql`SELECT DISTINCT ON (known.occurred_at, known.first_offset, known.partition) * FROM (
      (${first(sql`known.source_account = ${account}`)}) UNION ALL (${first(sql`known.destination_account = ${account}`)})
    ) AS known ORDER BY ${ORDER} LIMIT ${limit}`;
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
    ...(after === undefined ? [] : [afterPlace(TIME, after)]),
  ];
}
