import { isDataError, type DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

type DataError = Error & { readonly code: string };

/** How many of some items, from the first on, are applied; and what PostgreSQL says of the next one, if there is one. */
export interface AppliedPrefix {
  readonly length: number;
  readonly error: DataError | undefined;
}

/**
 * Applies as many items as PostgreSQL takes, in order. When it refuses the data, they are halved until the first that is
 * refused is found; the transaction goes on with what comes before it.
 *
 * @throws what is no fault of the data: the transaction must be rolled back then
 */
export async function applyLongestPrefix<Item>(
  transaction: DatabaseTransaction,
  items: readonly Item[],
  apply: (items: readonly Item[]) => Promise<void>,
): Promise<AppliedPrefix> {
  if (items.length === 0) return { length: 0, error: undefined };
  const error = await refusalUnderSavepoint(transaction, () => apply(items));
  if (error === undefined) return { length: items.length, error };
  if (items.length === 1) return { length: 0, error };
  const middle = Math.ceil(items.length / 2);
  const first = await applyLongestPrefix(transaction, items.slice(0, middle), apply);
  if (first.error !== undefined) return first;
  const second = await applyLongestPrefix(transaction, items.slice(middle), apply);
  return { length: middle + second.length, error: second.error };
}

async function refusalUnderSavepoint(
  transaction: DatabaseTransaction,
  work: () => Promise<void>,
): Promise<DataError | undefined> {
  await sql`SAVEPOINT before_items`.execute(transaction);
  let refusal: DataError | undefined;
  try {
    await work();
  } catch (error) {
    if (!isDataError(error)) throw error;
    refusal = error;
    await sql`ROLLBACK TO SAVEPOINT before_items`.execute(transaction);
  }
  await sql`RELEASE SAVEPOINT before_items`.execute(transaction);
  return refusal;
}
