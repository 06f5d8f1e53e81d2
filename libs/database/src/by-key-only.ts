import { sql } from 'kysely';

import type { DatabaseTransaction } from './create-database.js';

/** Planner settings without which statements find their rows by key alone. */
export const SCANS_AND_JOINS = ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin'] as const;

/** Has the rest of a transaction planned like a pool that is `byKeyOnly`, or as its session is again. */
export async function planByKeyOnly(transaction: DatabaseTransaction, isOn: boolean): Promise<void> {
  for (const setting of SCANS_AND_JOINS) {
    await sql`SET LOCAL ${sql.id(setting)} TO ${sql.raw(isOn ? 'off' : 'DEFAULT')}`.execute(transaction);
  }
}
