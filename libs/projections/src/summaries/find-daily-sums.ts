import type { DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

import type { BucketSums } from './add-up.js';
import { rowsOf, sumsBy, type Subject, type UnitRange } from './stored-sums.js';

/** The sums of each day of the reporting zone that has transactions, oldest first, by currency and exponent. */
export function findDailySums(
  transaction: DatabaseTransaction,
  schema: string,
  subject: Subject,
  dates: UnitRange,
): Promise<readonly BucketSums<string>[]> {
  return sumsBy<string>(transaction, sql`at::text`, rowsOf(schema, 'day', subject, dates));
}
