import type { DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

/** A table as the catalog knows it. */
export interface StoredTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Those of a type that has a hash of its own. */
  readonly hashable: readonly string[];
  readonly key: readonly string[];
}

/** The tables of a generation with their columns in order and their primary keys. */
export async function storedTables(
  transaction: DatabaseTransaction,
  schema: string,
): Promise<ReadonlyMap<string, StoredTable>> {
  const { rows } = await sql<StoredTable>`
    SELECT class.relname AS name,
      (SELECT json_agg(attname ORDER BY attnum) FROM pg_attribute
        WHERE attrelid = class.oid AND attnum > 0 AND NOT attisdropped) AS columns,
      coalesce((SELECT json_agg(attname) FROM pg_attribute
        JOIN pg_opclass ON opcintype = atttypid AND opcdefault JOIN pg_am ON pg_am.oid = opcmethod AND amname = 'hash'
        WHERE attrelid = class.oid AND attnum > 0 AND NOT attisdropped), '[]') AS hashable,
      coalesce((SELECT json_agg(attname ORDER BY place) FROM pg_index
        CROSS JOIN unnest(indkey::int2[]) WITH ORDINALITY AS part (number, place)
        JOIN pg_attribute ON attrelid = indrelid AND attnum = part.number
        WHERE indrelid = class.oid AND indisprimary), '[]') AS key
    FROM pg_class AS class JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
    WHERE namespace.nspname = ${schema} AND class.relkind = 'r'
    ORDER BY class.relname`.execute(transaction);
  return new Map(rows.map((table) => [table.name, table]));
}
