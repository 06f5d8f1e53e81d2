import type { Database } from '@app/database';
import { sql } from 'kysely';

/** Ids asked for at once. */
export const PAGE = 5_000;

/** Rows of a table by partition. @param table with its schema */
export async function countByPartition(snapshot: Database, table: string): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ readonly partition: number; readonly rows: string }>`
    SELECT partition, count(*) AS rows FROM ${sql.table(table)} GROUP BY partition`.execute(snapshot);
  return new Map(rows.map((row) => [row.partition, Number(row.rows)]));
}

/** Transactions that have a row in one partition of a table, in the order of their ids' bytes. */
export async function* idsOfPartition(
  snapshot: Database,
  table: string,
  partition: number,
): AsyncGenerator<string, void, undefined> {
  let after: string | undefined = '';
  while (after !== undefined) {
    const { rows }: { readonly rows: readonly { readonly transaction_id: string }[] } = await sql<{
      readonly transaction_id: string;
    }>`
      SELECT transaction_id FROM ${sql.table(table)}
      WHERE partition = ${partition} AND transaction_id > ${after} ORDER BY transaction_id LIMIT ${PAGE}`.execute(
      snapshot,
    );
    for (const row of rows) yield row.transaction_id;
    after = rows.at(-1)?.transaction_id;
  }
}
