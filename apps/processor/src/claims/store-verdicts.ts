import type { Database, DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

import type { Settlement } from '../policies/settlement-policy.js';
import type { Claim } from './claim.js';
import { lockClaims, updateClaims } from './claim-store.js';

/** What was decided about a claim, which may have been settled or deleted meanwhile. */
export interface NewVerdict extends Settlement {
  readonly transactionId: string;
  readonly firstEventId: string;
  /** Undefined: the time of storing it. */
  readonly processedAt: string | undefined;
}

/**
 * Stores verdicts of claims that are still open; a later post that reported the outcome meanwhile is preferred. The
 * commit waits for the disk: the outcome goes out next, and must never be decided anew.
 *
 * @returns these claims with the verdicts that they have now
 */
export async function storeVerdicts(
  database: Database,
  verdicts: readonly NewVerdict[],
): Promise<ReadonlyMap<string, Claim>> {
  if (verdicts.length === 0) return new Map();
  return database.transaction().execute(async (transaction) => {
    const now = await waitForDisk(transaction);
    const claims = await lockClaims(
      transaction,
      verdicts.map(({ transactionId }) => transactionId),
    );
    const settled = new Map<string, Claim>();
    for (const verdict of verdicts) {
      const claim = claims.get(verdict.transactionId);
      if (claim?.firstEventId === verdict.firstEventId)
        settled.set(claim.transactionId, withVerdict(claim, verdict, now));
    }
    await updateClaims(
      transaction,
      [...settled.values()].filter((claim) => claims.get(claim.transactionId) !== claim),
    );
    return settled;
  });
}

/** @returns the database's time, to the millisecond */
async function waitForDisk(transaction: DatabaseTransaction): Promise<string> {
  const { rows } = await sql<{ now: Date }>`
    SELECT set_config('synchronous_commit', 'on', true), now() AS now`.execute(transaction);
  const [row] = rows;
  if (row === undefined) throw new Error('PostgreSQL does not tell the time');
  return row.now.toISOString();
}

function withVerdict(claim: Claim, { outcome, reason, processedAt }: NewVerdict, now: string): Claim {
  if (claim.verdict !== undefined) return claim;
  const { laterReport } = claim;
  if (laterReport !== undefined) {
    return { ...claim, verdict: { outcome: laterReport.outcome, processedAt: laterReport.appended_at } };
  }
  return { ...claim, verdict: { outcome, processedAt: processedAt ?? now, ...(reason !== undefined && { reason }) } };
}
