import type { DatabaseTransaction } from '@app/database';
import { sql, type RawBuilder } from 'kysely';

import { instantOf } from './instants.js';

/** A row's place in a list: lists run from the newest to the oldest. */
export interface ListPlace {
  /** RFC 3339 UTC. */
  readonly time: string;
  /** Where the event that counts stands in the log: tells apart what happened at the same instant. */
  readonly offset: number;
  readonly partition: number;
}

/** The rows among which a page is found, by the index of one filter. Each is called `known`. */
export interface ListScan {
  /** The column that is the time in the list; beside it stand `first_offset` and `partition`. */
  readonly time: string;
  /** A query of the first so many rows, read in the list's order. */
  readonly rows: (limit: number) => RawBuilder<unknown>;
  /** The same, of which only the places in the list are wanted. */
  readonly places: (limit: number) => RawBuilder<unknown>;
  /** What is to be asked of each row; empty when the index knows it all. */
  readonly conditions: readonly RawBuilder<unknown>[];
  /**
   * How many rows a page may ask that of. A page that finds too few among them is short and says where to go on, rather
   * than taking seconds.
   */
  readonly most: number;
}

export interface ListedRows<Row> {
  readonly rows: readonly Row[];
  /** Where to go on; undefined at the end of the list. */
  readonly next: ListPlace | undefined;
}

interface PlaceRow {
  readonly place_time: string;
  readonly place_offset: string;
  readonly place_partition: number;
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

/** Newest first, in every list. */
export function listOrder(time: string): RawBuilder<unknown> {
  return sql`${sql.ref(`known.${time}`)} DESC, known.first_offset DESC, known.partition DESC`;
}

/** What comes after a place in the list. */
export function afterPlace(time: string, place: ListPlace): RawBuilder<unknown> {
  return sql`(${sql.ref(`known.${time}`)}, known.first_offset, known.partition)
    < (${place.time}::timestamptz, ${place.offset}::bigint, ${place.partition}::smallint)`;
}

/**
 * The rows of those that are noted in another table: `OFFSET 0` has them looked up one by one, and what is equal lets the
 * planner see that they are in order.
 */
export function rowsOfNoted(
  noted: RawBuilder<unknown>,
  table: RawBuilder<unknown>,
  { key, time }: { readonly key: string; readonly time: string },
): RawBuilder<unknown> {
  const same = [time, 'first_offset', 'partition'].map(
    (column) => sql`${sql.ref(`known.${column}`)} = ${sql.ref(`noted.${column}`)}`,
  );
  return sql`SELECT known.* FROM (${noted}) AS noted JOIN LATERAL (
      SELECT * FROM ${table} AS found WHERE ${sql.ref(`found.${key}`)} = ${sql.ref(`noted.${key}`)} OFFSET 0
    ) AS known ON ${sql.join(same, sql` AND `)}`;
}

/**
 * One page, read in the order of the index of its leading filter: page 1,000 costs what page 1 costs.
 *
 * @param columns what is selected of each row
 */
export async function listPage<Row>(
  transaction: DatabaseTransaction,
  { time, rows, places, conditions, most }: ListScan,
  columns: RawBuilder<unknown>,
  limit: number,
): Promise<ListedRows<Row>> {
  await sql`SELECT ${sql.join(IN_ORDER)}`.execute(transaction);
  const order = listOrder(time);
  const place = sql`${sql.ref(`known.${time}`)}::text AS place_time, known.first_offset AS place_offset,
    known.partition AS place_partition`;
  const scanned = conditions.length === 0 ? limit + 1 : most;
  const found = await sql<Row & PlaceRow>`
    SELECT ${columns}, ${place} FROM (${rows(scanned)}) AS known
    WHERE ${sql.join([sql`true`, ...conditions], sql` AND `)}
    ORDER BY ${order} LIMIT ${limit + 1}`.execute(transaction);
  const page = found.rows.slice(0, limit);
  const last = page.at(-1);
  if (found.rows.length > limit && last !== undefined) return { rows: page, next: placeOf(last) };
  if (conditions.length === 0) return { rows: page, next: undefined };

  const end = await sql<PlaceRow>`
    SELECT ${place} FROM (${places(scanned)}) AS known ORDER BY ${order} OFFSET ${scanned - 1} LIMIT 1`.execute(
    transaction,
  );
  return { rows: page, next: end.rows.map(placeOf)[0] };
}

function placeOf({ place_time: time, place_offset: offset, place_partition: partition }: PlaceRow): ListPlace {
  return { time: instantOf(time), offset: Number(offset), partition };
}
