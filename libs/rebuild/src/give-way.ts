import type { DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

/** Shorter than PostgreSQL's deadlock check: when locks cross, this side fails and tries again, and the projector goes on. */
export const LOCK_TIMEOUT_MS = 500;

/** Whatever the transaction locks from now on, it waits for no longer than that. */
export async function giveWay(transaction: DatabaseTransaction): Promise<void> {
  await sql`SET LOCAL lock_timeout = ${sql.lit(LOCK_TIMEOUT_MS)}`.execute(transaction);
}
