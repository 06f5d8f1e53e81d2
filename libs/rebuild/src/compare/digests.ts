import type { DatabaseTransaction } from '@app/database';
import { sql, type RawBuilder } from 'kysely';

import type { StoredTable } from './stored-tables.js';

/** Rows are divided by a hash of their key: where two digests differ, only that share is looked at row by row. */
const SHARES = 64;

/** Digest of one share of one partition: equal when its rows are, whatever their order. */
export interface Digest {
  readonly partition: number;
  readonly share: number;
  readonly rows: number;
  readonly digest: string;
}

export interface TableDigests {
  readonly digests: ReadonlyMap<string, Digest>;
  readonly rows: number;
  /** Sums of the columns `…_minor`, by `column currency`; decimal strings. */
  readonly sums: Readonly<Record<string, string>>;
}

/** The share of a row, as an SQL expression. */
export function shareOf(table: StoredTable): RawBuilder<number> {
  return sql<number>`(hash_record(${hashableRow(table.key, table)}) & ${sql.lit(SHARES - 1)})`;
}

/** A row's content as one text. Not every type has an equality (`json`), and the same column may have two types. */
export function contentOf(columns: readonly string[], alias?: string): RawBuilder<string> {
  return sql<string>`ROW(${columnList(columns, alias)})::text`;
}

export function columnList(columns: readonly string[], alias?: string): RawBuilder<unknown> {
  return sql.join(columns.map((column) => (alias === undefined ? sql.ref(column) : sql.ref(`${alias}.${column}`))));
}

/** Hashes of records take half the time of those of their texts; types without a hash go as text nevertheless. */
function hashableRow(columns: readonly string[], { hashable }: StoredTable): RawBuilder<unknown> {
  const values = columns.map((column) => (hashable.includes(column) ? sql.ref(column) : sql`${sql.ref(column)}::text`));
  return sql`ROW(${sql.join(values)})`;
}

/** One scan of a table. @param columns those that are compared */
export async function digestTable(
  transaction: DatabaseTransaction,
  schema: string,
  table: StoredTable,
  columns: readonly string[],
): Promise<TableDigests> {
  const measures = table.columns.includes('currency') ? columns.filter((column) => column.endsWith('_minor')) : [];
  const currency = measures.length > 0 ? sql.ref('currency') : sql.lit('');
  const sums = measures.map((measure) => sql`sum(${sql.ref(measure)})::text`);
  const { rows } = await sql<Digest & { readonly currency: string; readonly sums: readonly string[] }>`
    SELECT partition::int, ${shareOf(table)} AS share, ${currency} AS currency, count(*)::int AS rows,
      sum(hash_record_extended(${hashableRow(columns, table)}, 0))::text AS digest, ARRAY[${sql.join(sums)}]::text[] AS sums
    FROM ${sql.table(`${schema}.${table.name}`)} GROUP BY 1, 2, 3`.execute(transaction);

  const digests = new Map<string, Digest>();
  const totals = new Map<string, bigint>();
  for (const row of rows) {
    const place = `${String(row.partition)}/${String(row.share)}`;
    const known = digests.get(place);
    const digest = String(BigInt(known?.digest ?? 0) + BigInt(row.digest));
    digests.set(place, { partition: row.partition, share: row.share, rows: row.rows + (known?.rows ?? 0), digest });
    for (const [at, measure] of measures.entries()) {
      const name = `${measure} ${row.currency}`;
      totals.set(name, (totals.get(name) ?? 0n) + BigInt(row.sums[at] ?? 0));
    }
  }
  return {
    digests,
    rows: rows.reduce((sum, row) => sum + row.rows, 0),
    sums: Object.fromEntries([...totals].map(([name, total]) => [name, String(total)])),
  };
}
