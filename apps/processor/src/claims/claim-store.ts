import type { Database, DatabaseTransaction } from '@app/database';
import type { Outcome, OutcomeEvent } from '@app/domain';
import { sql } from 'kysely';

import type { Claim, LaterReport } from './claim.js';
import { CLAIM_COLUMNS, claimFrom, OUTCOME_OF, type ClaimRow } from './claim-row.js';

/** What was decided outside of the log, for a claim that may have been settled or deleted meanwhile. */
export interface NewVerdict {
  readonly transactionId: string;
  readonly firstEventId: string;
  readonly outcome: Outcome;
  readonly reason: string | undefined;
  /** Undefined: the database's time of storing it. */
  readonly processedAt: string | undefined;
}

/** A claim that an outcome from the log has settled. */
export interface SettledByLog {
  readonly transactionId: string;
  readonly firstEventId: string;
  readonly outcome: Outcome;
  readonly laterReport: LaterReport | null;
}

/** Stores claims whose transaction has none yet. @returns the ids of those stored */
export async function insertClaims(transaction: DatabaseTransaction, claims: readonly Claim[]): Promise<Set<string>> {
  if (claims.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    INSERT INTO transaction_claims
      (transaction_id, partition, first_event_id, facts, later_report, outcome, reason, processed_at)
    SELECT * FROM unnest(
      ${claims.map((claim) => claim.transactionId)}::text[], ${claims.map((claim) => claim.partition)}::smallint[],
      ${claims.map((claim) => claim.firstEventId)}::uuid[], ${claims.map((claim) => JSON.stringify(claim.facts))}::json[],
      ${claims.map((claim) => jsonOrNull(claim.laterReport))}::json[],
      ${claims.map((claim) => claim.verdict?.outcome ?? null)}::text[],
      ${claims.map((claim) => claim.verdict?.reason ?? null)}::text[],
      ${claims.map((claim) => claim.verdict?.processedAt ?? null)}::timestamptz[]
    )
    ON CONFLICT DO NOTHING
    RETURNING transaction_id AS id`.execute(transaction);
  return new Set(rows.map(({ id }) => id));
}

export async function loadClaims(database: Database, ids: readonly string[]): Promise<ReadonlyMap<string, Claim>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<ClaimRow>`
    SELECT ${CLAIM_COLUMNS} FROM transaction_claims AS claim
    WHERE transaction_id = ANY (${[...ids]}::text[])`.execute(database);
  return byId(rows);
}

/** Loads claims and holds them until the transaction ends, so that nobody decides while they are judged. */
export async function lockClaims(
  transaction: DatabaseTransaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Claim>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<ClaimRow>`
    SELECT ${CLAIM_COLUMNS} FROM transaction_claims AS claim
    WHERE transaction_id = ANY (${[...ids]}::text[]) ORDER BY transaction_id FOR UPDATE`.execute(transaction);
  return byId(rows);
}

/** Stores what became of locked claims. */
export async function updateClaims(transaction: DatabaseTransaction, claims: readonly Claim[]): Promise<void> {
  if (claims.length === 0) return;
  await sql`
    UPDATE transaction_claims AS claim
    SET later_report = given.later_report, outcome = given.outcome, reason = given.reason, processed_at = given.processed_at
    FROM unnest(
      ${claims.map((claim) => claim.transactionId)}::text[],
      ${claims.map((claim) => jsonOrNull(claim.laterReport))}::json[],
      ${claims.map((claim) => claim.verdict?.outcome ?? null)}::text[],
      ${claims.map((claim) => claim.verdict?.reason ?? null)}::text[],
      ${claims.map((claim) => claim.verdict?.processedAt ?? null)}::timestamptz[]
    ) AS given (transaction_id, later_report, outcome, reason, processed_at)
    WHERE claim.transaction_id = given.transaction_id`.execute(transaction);
}

/** Settles the claims that are open and whose first event an outcome names. Outcomes that come back change nothing. */
export async function settleOpenClaims(
  transaction: DatabaseTransaction,
  outcomes: readonly OutcomeEvent[],
): Promise<readonly SettledByLog[]> {
  if (outcomes.length === 0) return [];
  const { rows } = await sql<SettledByLog>`
    UPDATE transaction_claims AS claim
    SET outcome = given.outcome, reason = given.reason, processed_at = given.processed_at
    FROM unnest(
      ${outcomes.map(({ data }) => data.transaction_id)}::text[],
      ${outcomes.map(({ data }) => data.received_event_id)}::text[], ${outcomes.map(({ type }) => OUTCOME_OF[type])}::text[],
      ${outcomes.map(({ data }) => data.reason ?? null)}::text[],
      ${outcomes.map(({ data }) => data.processed_at)}::timestamptz[]
    ) AS given (transaction_id, first_event_id, outcome, reason, processed_at)
    WHERE claim.transaction_id = given.transaction_id AND claim.first_event_id::text = given.first_event_id
      AND claim.outcome IS NULL
    RETURNING claim.transaction_id AS "transactionId", claim.first_event_id AS "firstEventId", claim.outcome,
      claim.later_report AS "laterReport"`.execute(transaction);
  return rows;
}

/**
 * Stores verdicts of claims that are still open; a later post that reported the outcome meanwhile is preferred. The
 * commit waits for the disk: the outcome goes out next, and must never be decided anew.
 *
 * @returns the claims settled by this
 */
export async function storeVerdicts(
  database: Database,
  verdicts: readonly NewVerdict[],
): Promise<ReadonlyMap<string, Claim>> {
  if (verdicts.length === 0) return new Map();
  return database.transaction().execute(async (transaction) => {
    await sql`SET LOCAL synchronous_commit TO on`.execute(transaction);
    const { rows } = await sql<ClaimRow>`
      UPDATE transaction_claims AS claim
      SET outcome = coalesce(claim.later_report->>'outcome', given.outcome),
        reason = CASE WHEN claim.later_report IS NULL THEN given.reason END,
        processed_at = coalesce(
          (claim.later_report->>'appended_at')::timestamptz, given.processed_at, date_trunc('milliseconds', now()))
      FROM unnest(
        ${verdicts.map((verdict) => verdict.transactionId)}::text[],
        ${verdicts.map((verdict) => verdict.firstEventId)}::uuid[], ${verdicts.map((verdict) => verdict.outcome)}::text[],
        ${verdicts.map((verdict) => verdict.reason ?? null)}::text[],
        ${verdicts.map((verdict) => verdict.processedAt ?? null)}::timestamptz[]
      ) AS given (transaction_id, first_event_id, outcome, reason, processed_at)
      WHERE claim.transaction_id = given.transaction_id AND claim.first_event_id = given.first_event_id
        AND claim.outcome IS NULL
      RETURNING ${CLAIM_COLUMNS}`.execute(transaction);
    return byId(rows);
  });
}

export async function deleteClaims(transaction: DatabaseTransaction, partitions: readonly number[]): Promise<void> {
  if (partitions.length === 0) return;
  await sql`DELETE FROM transaction_claims WHERE partition = ANY (${[...partitions]}::smallint[])`.execute(transaction);
}

function byId(rows: readonly ClaimRow[]): ReadonlyMap<string, Claim> {
  return new Map(rows.map((row) => [row.transaction_id, claimFrom(row)]));
}

function jsonOrNull(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
