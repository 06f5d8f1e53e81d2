import type { DatabaseTransaction } from '@app/database';

import { differingRows, NAMED, type DifferingRow, type Schemas } from './differing-rows.js';
import { digestTable, type TableDigests } from './digests.js';
import { storedTables, type StoredTable } from './stored-tables.js';

/** One table of the live generation held against the same table of another. */
export interface TableComparison {
  readonly table: string;
  readonly rows: { readonly live: number; readonly rebuilt: number };
  /** Rows that differ, that only one has included. */
  readonly differing: number;
  /** The first of them. */
  readonly named: readonly DifferingRow[];
  /** Sums by currency, as decimal strings of minor units, where they differ. */
  readonly sums: Readonly<Record<string, { readonly live: string; readonly rebuilt: string }>>;
  /** Columns that only one of them has; they are not compared. */
  readonly columns_changed: readonly string[];
}

export interface Comparison {
  readonly equal: boolean;
  readonly tables: readonly TableComparison[];
  /** Tables that only one of them has. */
  readonly tables_changed: readonly string[];
}

export interface CompareOptions {
  /** As many rows of a table are named. */
  readonly named?: number;
  /** Another transaction with the same snapshot, so that both generations are read at once. */
  readonly beside?: DatabaseTransaction;
}

type Transactions = { readonly transaction: DatabaseTransaction } & Required<Pick<CompareOptions, 'beside'>>;

/**
 * Compares two generations as one snapshot shows them: the caller opens it while both stand at the same positions.
 * Digests first; row by row only where they differ.
 */
export async function compareTables(
  transaction: DatabaseTransaction,
  live: string,
  rebuilt: string,
  { named = NAMED, beside = transaction }: CompareOptions = {},
): Promise<Comparison> {
  const [ours, theirs] = [await storedTables(transaction, live), await storedTables(transaction, rebuilt)];
  const tables: TableComparison[] = [];
  for (const [name, table] of ours) {
    const other = theirs.get(name);
    if (other !== undefined)
      tables.push(await compareTable({ transaction, beside }, { live, rebuilt, named }, table, other));
  }
  const changed = [...ours.keys(), ...theirs.keys()].filter((name) => !ours.has(name) || !theirs.has(name));
  return {
    equal: changed.length === 0 && tables.every((it) => it.differing === 0 && it.columns_changed.length === 0),
    tables,
    tables_changed: changed,
  };
}

async function compareTable(
  { transaction, beside }: Transactions,
  schemas: Schemas,
  table: StoredTable,
  other: StoredTable,
): Promise<TableComparison> {
  const columns = table.columns.filter((column) => other.columns.includes(column));
  const changed = [...table.columns, ...other.columns].filter((column) => !columns.includes(column));
  const digestOfLive = digestTable(transaction, schemas.live, table, columns);
  // A connection takes one statement at a time.
  if (beside === transaction) await digestOfLive;
  const [live, rebuilt] = await Promise.all([digestOfLive, digestTable(beside, schemas.rebuilt, table, columns)]);
  const shares = differingShares(live, rebuilt);
  const found = await differingRows(transaction, schemas, table, columns, shares);
  return {
    table: table.name,
    rows: { live: live.rows, rebuilt: rebuilt.rows },
    differing: found.total,
    named: found.named,
    sums: differingSums(live, rebuilt),
    columns_changed: changed,
  };
}

function differingShares(live: TableDigests, rebuilt: TableDigests): readonly (readonly [number, number])[] {
  const places = new Set([...live.digests.keys(), ...rebuilt.digests.keys()]);
  return [...places].flatMap((place) => {
    const [ours, theirs] = [live.digests.get(place), rebuilt.digests.get(place)];
    const either = ours ?? theirs;
    if (either === undefined || (ours?.rows === theirs?.rows && ours?.digest === theirs?.digest)) return [];
    return [[either.partition, either.share] as const];
  });
}

function differingSums(live: TableDigests, rebuilt: TableDigests): TableComparison['sums'] {
  const names = [...new Set([...Object.keys(live.sums), ...Object.keys(rebuilt.sums)])];
  return Object.fromEntries(
    names
      .map((name) => [name, { live: live.sums[name] ?? '0', rebuilt: rebuilt.sums[name] ?? '0' }] as const)
      .filter(([, sums]) => sums.live !== sums.rebuilt),
  );
}
