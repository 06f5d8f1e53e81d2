/** What an array parameter can hold; JSON and times go as text. */
export type Scalar = string | number | boolean | null;

const TO_ESCAPE = /["\\]/u;

/**
 * The text of a PostgreSQL array, as a parameter that the statement casts: `${arrayParameter(ids)}::text[]`. The driver
 * would write it at three times the cost, and statements over thousands of rows are made of these.
 */
export function arrayParameter(values: readonly Scalar[]): string {
  return `{${values.map(element).join(',')}}`;
}

/** Quoted, a text is never taken for NULL, for nothing, or for an array. */
function element(value: Scalar): string {
  if (value === null) return 'NULL';
  if (typeof value !== 'string') return String(value);
  return `"${TO_ESCAPE.test(value) ? value.replaceAll(/["\\]/gu, '\\$&') : value}"`;
}
