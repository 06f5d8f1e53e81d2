import { sql, type RawBuilder } from 'kysely';

/** What a PostgreSQL array parameter can hold; JSON and times go as text. */
export type Scalar = string | number | boolean | null;

/** One column of the rows that a statement is given: its name, its SQL type and where its value comes from. */
export interface Column<Row> {
  readonly name: string;
  readonly type: string;
  readonly of: (row: Row) => Scalar;
}

/**
 * `unnest($1::text[], …) AS given (a, …)`: rows as one parameter a column. A statement over 2,000 of them costs about
 * as much as thirty single ones.
 */
export function rowSource<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): RawBuilder<unknown> {
  const arrays = columns.map(({ type, of }) => sql`${rows.map(of)}::${sql.raw(type)}[]`);
  return sql`unnest(${sql.join(arrays)}) AS given (${columnNames(columns)})`;
}

/** `INSERT INTO table (a, …) SELECT * FROM unnest(…)`; the caller adds what is to be done about conflicts. */
export function insertRows<Row>(
  schema: string,
  table: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): RawBuilder<unknown> {
  return sql`INSERT INTO ${sql.table(`${schema}.${table}`)} (${columnNames(columns)})
    SELECT * FROM ${rowSource(columns, rows)}`;
}

function columnNames(columns: readonly Column<never>[]): RawBuilder<unknown> {
  return sql.join(columns.map(({ name }) => sql.ref(name)));
}
