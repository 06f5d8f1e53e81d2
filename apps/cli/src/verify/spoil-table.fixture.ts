import type { Database } from '@app/database';
import { sql } from 'kysely';

export type Spoiling = 'UPDATE' | 'DELETE' | 'INSERT';

export interface Spoilt {
  /** The primary key of the row. */
  readonly key: object;
  /** The column that was changed. */
  readonly column: string | undefined;
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly in_key: boolean;
}

/** Another value of each type; of texts only ids, as others may be checked. */
const OTHER: Readonly<Record<string, (column: string) => string>> = {
  bigint: (column) => `${column} + 1`,
  integer: (column) => `${column} + 1`,
  numeric: (column) => `${column} + 1`,
  uuid: () => 'gen_random_uuid()',
  date: (column) => `${column} + 1`,
  'timestamp with time zone': (column) => `${column} + interval '1 hour'`,
};

export async function tablesOf(database: Database, schema: string): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly name: string }>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = ${schema} ORDER BY 1`.execute(database);
  return rows.map(({ name }) => name);
}

/** Changes, removes or invents one row of a table, whatever its columns are. */
export async function spoilTable(
  database: Database,
  schema: string,
  table: string,
  spoiling: Spoiling,
): Promise<Spoilt> {
  const columns = await columnsOf(database, schema, table);
  const name = sql.table(`${schema}.${table}`);
  const key = sql`json_build_object(${sql.join(
    columns.filter((it) => it.in_key).flatMap((column) => [sql.lit(column.name), sql.ref(column.name)]),
  )}) AS key`;
  const one = sql`ctid = (SELECT min(ctid) FROM ${name})`;
  const run = async (statement: ReturnType<typeof sql>, column?: string): Promise<Spoilt> => {
    const { rows } = await statement.execute(database);
    const [row] = rows as readonly { readonly key: object }[];
    if (row === undefined) throw new Error(`${table} has no row to spoil`);
    return { key: row.key, column };
  };
  switch (spoiling) {
    case 'DELETE':
      return run(sql`DELETE FROM ${name} WHERE ${one} RETURNING ${key}`);
    case 'UPDATE': {
      const [column, other] = changeable(columns.filter((it) => !it.in_key && it.name !== 'partition'));
      return run(sql`UPDATE ${name} SET ${sql.ref(column)} = ${sql.raw(other)} WHERE ${one} RETURNING ${key}`, column);
    }
    case 'INSERT': {
      const [column, other] = changeable(columns.filter((it) => it.in_key && it.name !== 'partition'));
      const values = columns.map((it) => (it.name === column ? sql.raw(other) : sql.ref(it.name)));
      return run(
        sql`INSERT INTO ${name} SELECT ${sql.join(values)} FROM ${name} WHERE ${one} RETURNING ${key}`,
        column,
      );
    }
  }
}

function changeable(columns: readonly Column[]): readonly [string, string] {
  for (const { name, type } of columns) {
    const other = OTHER[type]?.(name) ?? (name === 'transaction_id' ? `'tx-invented'` : undefined);
    if (other !== undefined) return [name, other];
  }
  throw new Error('no column has another value');
}

async function columnsOf(database: Database, schema: string, table: string): Promise<readonly Column[]> {
  const { rows } = await sql<Column>`
    SELECT attname AS name, format_type(atttypid, NULL) AS type,
      EXISTS (SELECT FROM pg_index WHERE indrelid = attrelid AND indisprimary AND attnum = ANY (indkey)) AS in_key
    FROM pg_attribute WHERE attrelid = ${`${schema}.${table}`}::regclass AND attnum > 0 AND NOT attisdropped
    ORDER BY attnum`.execute(database);
  return rows;
}
