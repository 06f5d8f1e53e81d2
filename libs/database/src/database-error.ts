import pg from 'pg';

/**
 * Whether PostgreSQL refused the data itself: SQLSTATE class 22 (data exception) or 23 (integrity constraint violation).
 * Only these park a key; schema, connection and everything else stop and try again.
 */
export function isDataError(error: unknown): error is Error & { readonly code: string } {
  return (
    error instanceof pg.DatabaseError &&
    (error.code?.startsWith('22') === true || error.code?.startsWith('23') === true)
  );
}

/** SQLSTATE 55P03 and 40P01: a lock was not to be had in time. The same again may well succeed. */
export function isLockContention(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '55P03' || error.code === '40P01');
}

/** SQLSTATE 42P01: the table is not there, such as one of a generation that was dropped meanwhile. */
export function isUndefinedTable(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '42P01';
}
