import { sql, type RawBuilder } from 'kysely';

import { afterPlace, listOrder, rowsOfNoted, type ListPlace, type ListScan } from '../sql/list-page.js';
import type { NotificationFilters } from './list-notifications.query.js';

const TIME = 'requested_at';

/** Rows that a page looks at, at most. Looking one up by its id, or its channels, costs several times as much. */
const MOST_READ = 20_000;
const MOST_LOOKED_UP = 1_500;

type Filter = 'userId' | 'status' | 'channel';

/** Fewest rows first, as far as one can tell: the first of these that is asked for leads. */
const LEADING: readonly Filter[] = ['userId', 'status', 'channel'];

/** @param after where the page before has ended */
export function scanOf(schema: string, filters: NotificationFilters, after: ListPlace | undefined): ListScan {
  const asked = LEADING.filter((filter) => filters[filter] !== undefined);
  // Most notifications are sent: the others are passed over on the way.
  const leading = asked.find((filter) => filter !== 'status' || filters.status !== 'sent');
  const conditions = asked.filter((filter) => filter !== leading).map((filter) => conditionOf(schema, filter, filters));
  const table = sql.table(`${schema}.notifications`);
  const firstOf = (of: RawBuilder<unknown>, condition: RawBuilder<unknown>, limit: number): RawBuilder<unknown> =>
    sql`SELECT * FROM ${of} AS known
      WHERE ${sql.join([condition, ...(after === undefined ? [] : [afterPlace(TIME, after)])], sql` AND `)}
      ORDER BY ${listOrder(TIME)} LIMIT ${limit}`;

  if (leading === undefined || leading === 'userId') {
    const condition = leading === undefined ? sql`true` : conditionOf(schema, leading, filters);
    const rows = (limit: number): RawBuilder<unknown> => firstOf(table, condition, limit);
    const most = filters.status === 'unknown' ? MOST_LOOKED_UP : MOST_READ;
    return { time: TIME, conditions, places: rows, rows, most };
  }
  const places = (limit: number): RawBuilder<unknown> =>
    leading === 'status'
      ? firstOf(sql.table(`${schema}.unsent`), sql`known.status = ${filters.status}`, limit)
      : firstOf(sql.table(`${schema}.deliveries`), sql`known.channel = ${filters.channel}`, limit);
  const rows = (limit: number): RawBuilder<unknown> =>
    rowsOfNoted(places(limit), table, { key: 'notification_id', time: TIME });
  return { time: TIME, conditions, places, rows, most: MOST_LOOKED_UP };
}

function conditionOf(
  schema: string,
  filter: Filter,
  { userId, status, channel }: NotificationFilters,
): RawBuilder<unknown> {
  switch (filter) {
    case 'userId':
      return sql`known.user_id = ${userId}`;
    case 'status':
      if (status !== 'unknown') return sql`known.status = ${status}`;
      return sql`EXISTS (SELECT FROM ${sql.table(`${schema}.deliveries`)} AS it
        WHERE it.notification_id = known.notification_id AND it.status = 'unknown')`;
    case 'channel':
      return sql`${channel} = ANY (known.channels)`;
  }
}
