import { arrayParameter, type Database, type DatabaseTransaction, type Scalar } from '@app/database';
import { sql } from 'kysely';

import type { Claim } from './claim.js';
import { CLAIM_COLUMNS, claimFrom, type ClaimRow } from './claim-row.js';

/** Stores claims whose transaction has none yet. @returns the ids of those stored */
export async function insertClaims(transaction: DatabaseTransaction, claims: readonly Claim[]): Promise<Set<string>> {
  if (claims.length === 0) return new Set();
  const column = columnsOf(claims);
  const { rows } = await sql<{ id: string }>`
    INSERT INTO transaction_claims
      (transaction_id, partition, first_event_id, facts, later_report, outcome, reason, processed_at)
    SELECT * FROM unnest(
      ${column((claim) => claim.transactionId)}::text[], ${column((claim) => claim.partition)}::smallint[],
      ${column((claim) => claim.firstEventId)}::uuid[], ${column((claim) => JSON.stringify(claim.facts))}::json[],
      ${column((claim) => jsonOrNull(claim.laterReport))}::json[],
      ${column((claim) => claim.verdict?.outcome ?? null)}::text[],
      ${column((claim) => claim.verdict?.reason ?? null)}::text[],
      ${column((claim) => claim.verdict?.processedAt ?? null)}::timestamptz[]
    )
    ON CONFLICT DO NOTHING
    RETURNING transaction_id AS id`.execute(transaction);
  return new Set(rows.map(({ id }) => id));
}

export async function loadClaims(database: Database, ids: readonly string[]): Promise<ReadonlyMap<string, Claim>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<ClaimRow>`
    SELECT ${CLAIM_COLUMNS} FROM transaction_claims AS claim
    WHERE transaction_id = ANY (${arrayParameter(ids)}::text[])`.execute(database);
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
    WHERE transaction_id = ANY (${arrayParameter(ids)}::text[]) ORDER BY transaction_id FOR UPDATE`.execute(
    transaction,
  );
  return byId(rows);
}

/** Like `lockClaims`, those without an outcome only. */
export async function lockOpenClaims(
  transaction: DatabaseTransaction,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Claim>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<ClaimRow>`
    SELECT ${CLAIM_COLUMNS} FROM transaction_claims AS claim
    WHERE transaction_id = ANY (${arrayParameter(ids)}::text[]) AND outcome IS NULL
    ORDER BY transaction_id FOR UPDATE`.execute(transaction);
  return byId(rows);
}

/** Stores what became of locked claims. */
export async function updateClaims(transaction: DatabaseTransaction, claims: readonly Claim[]): Promise<void> {
  if (claims.length === 0) return;
  const column = columnsOf(claims);
  await sql`
    UPDATE transaction_claims AS claim
    SET later_report = given.later_report, outcome = given.outcome, reason = given.reason, processed_at = given.processed_at
    FROM unnest(
      ${column((claim) => claim.transactionId)}::text[],
      ${column((claim) => jsonOrNull(claim.laterReport))}::json[],
      ${column((claim) => claim.verdict?.outcome ?? null)}::text[],
      ${column((claim) => claim.verdict?.reason ?? null)}::text[],
      ${column((claim) => claim.verdict?.processedAt ?? null)}::timestamptz[]
    ) AS given (transaction_id, later_report, outcome, reason, processed_at)
    WHERE claim.transaction_id = given.transaction_id`.execute(transaction);
}

export async function deleteClaims(transaction: DatabaseTransaction, partitions: readonly number[]): Promise<void> {
  if (partitions.length === 0) return;
  await sql`DELETE FROM transaction_claims WHERE partition = ANY (${[...partitions]}::smallint[])`.execute(transaction);
}

function columnsOf(claims: readonly Claim[]): (of: (claim: Claim) => Scalar) => string {
  return (of) => arrayParameter(claims.map(of));
}

function byId(rows: readonly ClaimRow[]): ReadonlyMap<string, Claim> {
  return new Map(rows.map((row) => [row.transaction_id, claimFrom(row)]));
}

function jsonOrNull(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
