import { arrayParameter, type Scalar } from '@app/database';
import { sql, type RawBuilder } from 'kysely';

/** One column of the rows that a statement is given: its name, its SQL type and where its value comes from. */
export interface Column<Row> {
  readonly name: string;
  readonly type: string;
  readonly of: (row: Row) => Scalar;
  /** What the value is made of its text: a column of arrays, as `unnest` would take arrays of arrays apart. */
  readonly cast?: string;
}

/** The text of an array of words or numbers, for a column that is cast to one. */
export function arrayText(values: readonly (string | number)[]): string {
  return `{${values.join(',')}}`;
}

/**
 * `unnest($1::text[], …) AS given (a, …)`: rows as one parameter a column. A statement over 2,000 of them costs about
 * as much as thirty single ones.
 */
export function rowSource<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): RawBuilder<unknown> {
  const arrays = columns.map(({ type, of }) => sql`${arrayParameter(rows.map(of))}::${sql.raw(type)}[]`);
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
    SELECT ${sql.join(columns.map(givenValue))} FROM ${rowSource(columns, rows)}`;
}

/** `UPDATE table SET b = given.b, … FROM unnest(…) WHERE table.a = given.a`: `key` are those of the columns that find the row. */
export function updateRows<Row>(
  schema: string,
  table: string,
  key: readonly string[],
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): RawBuilder<unknown> {
  const changed = columns.filter(({ name }) => !key.includes(name));
  const set = changed.map((column) => sql`${sql.ref(column.name)} = ${givenValue(column)}`);
  return sql`UPDATE ${sql.table(`${schema}.${table}`)} AS known SET ${sql.join(set)}
    FROM ${rowSource(columns, rows)} WHERE ${isGiven(key)}`;
}

/**
 * `DELETE FROM table` of the rows whose `key` a row of `source` has, which is called `given`: found by one look into the key's index for each of
 * these, in this order whatever the planner thinks of the table. Statistics from a moment when a table of what is still
 * open was nearly empty would have it go through `source` once for every row of the table.
 */
export function deleteRows(
  schema: string,
  table: string,
  key: readonly string[],
  source: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const place = sql.table(`${schema}.${table}`);
  // OFFSET keeps the inner query what it is: one that is asked anew for each row.
  return sql`DELETE FROM ${place} WHERE ctid = ANY (ARRAY (
    SELECT found.ctid FROM ${source}
    CROSS JOIN LATERAL (SELECT ctid FROM ${place} AS known WHERE ${isGiven(key)} OFFSET 0) AS found
  ))`;
}

/** A row of `known` has the key of one of `given`. */
function isGiven(key: readonly string[]): RawBuilder<unknown> {
  const equal = key.map((name) => sql`${sql.ref(`known.${name}`)} = ${sql.ref(`given.${name}`)}`);
  return sql.join(equal, sql` AND `);
}

/** The column's value in a row of `given`. */
function givenValue({ name, cast }: Column<never>): RawBuilder<unknown> {
  const value = sql.ref(`given.${name}`);
  return cast === undefined ? value : sql`${value}::${sql.raw(cast)}`;
}

function columnNames(columns: readonly Column<never>[]): RawBuilder<unknown> {
  return sql.join(columns.map(({ name }) => sql.ref(name)));
}
