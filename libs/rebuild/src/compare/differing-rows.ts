import type { DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

import { columnList, contentOf, shareOf } from './digests.js';
import type { StoredTable } from './stored-tables.js';

/** As many rows of a table are named, unless more are asked for. */
export const NAMED = 50;

type Row = Readonly<Record<string, unknown>>;

/** A row that is not the same in both; null where there is none. */
export interface DifferingRow {
  readonly key: Row;
  /** The columns that differ. */
  readonly live: Row | null;
  readonly rebuilt: Row | null;
}

export interface DifferingRows {
  readonly total: number;
  readonly named: readonly DifferingRow[];
}

/** What is held against what. */
export interface Schemas {
  readonly live: string;
  readonly rebuilt: string;
  /** As many rows of a table are named. */
  readonly named: number;
}

/** @param shares (partition, share) pairs in which rows differ */
export async function differingRows(
  transaction: DatabaseTransaction,
  schemas: Schemas,
  table: StoredTable,
  columns: readonly string[],
  shares: readonly (readonly [number, number])[],
): Promise<DifferingRows> {
  if (shares.length === 0) return { total: 0, named: [] };
  const rowsOf = (schema: string) => sql`(
    SELECT ${columnList(columns)} FROM ${sql.table(`${schema}.${table.name}`)} AS it
    WHERE (partition::int, ${shareOf(table)}) IN (
      SELECT * FROM unnest(${shares.map(([partition]) => partition)}::int[], ${shares.map(([, share]) => share)}::int[])
    )
  )`;
  const sameKey = sql.join(
    table.key.map((column) => sql`${sql.ref(`live.${column}`)} = ${sql.ref(`rebuilt.${column}`)}`),
    sql` AND `,
  );
  const [first] = table.key;
  if (first === undefined) throw new Error(`${table.name} has no primary key`);
  const { rows } = await sql<{ readonly total: string; readonly live: Row | null; readonly rebuilt: Row | null }>`
    SELECT count(*) OVER () AS total,
      CASE WHEN ${sql.ref(`live.${first}`)} IS NOT NULL THEN to_json(live) END AS live,
      CASE WHEN ${sql.ref(`rebuilt.${first}`)} IS NOT NULL THEN to_json(rebuilt) END AS rebuilt
    FROM ${rowsOf(schemas.live)} AS live FULL JOIN ${rowsOf(schemas.rebuilt)} AS rebuilt ON ${sameKey}
    WHERE ${contentOf(columns, 'live')} IS DISTINCT FROM ${contentOf(columns, 'rebuilt')}
    LIMIT ${sql.lit(schemas.named)}`.execute(transaction);
  return {
    total: Number(rows[0]?.total ?? 0),
    named: rows.map(({ live, rebuilt }) => nameRow(table, live, rebuilt)),
  };
}

function nameRow({ key }: StoredTable, live: Row | null, rebuilt: Row | null): DifferingRow {
  const either = live ?? rebuilt ?? {};
  const differs = (column: string): boolean =>
    JSON.stringify(live?.[column]) !== JSON.stringify(rebuilt?.[column]) || live === null || rebuilt === null;
  const only = (row: Row | null, columns: readonly string[]): Row | null =>
    row === null ? null : Object.fromEntries(columns.map((column) => [column, row[column]]));
  const columns = Object.keys(either).filter((column) => !key.includes(column) && differs(column));
  return { key: only(either, key) ?? {}, live: only(live, columns), rebuilt: only(rebuilt, columns) };
}
