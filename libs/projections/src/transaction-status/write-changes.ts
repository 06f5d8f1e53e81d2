import type { DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

import { deleteRows, rowSource, type Column } from '../sql/row-source.js';
import type { TransactionChange } from './fold-history.js';
import { statusAfter } from './new-transactions.js';
import type { ReadOutcome } from './transaction-histories.js';

const SETTLEMENT: readonly Column<ReadOutcome>[] = [
  { name: 'transaction_id', type: 'text', of: ({ event }) => event.data.transaction_id },
  { name: 'received_event_id', type: 'uuid', of: ({ event }) => event.data.received_event_id },
  { name: 'status', type: 'text', of: ({ event }) => statusAfter(event) },
  { name: 'processed_at', type: 'timestamptz', of: ({ event }) => event.data.processed_at },
  { name: 'failure_reason', type: 'text', of: ({ event }) => event.data.reason ?? null },
  { name: 'outcome_event_id', type: 'uuid', of: ({ event }) => event.id },
  { name: 'outcome_offset', type: 'bigint', of: ({ offset }) => offset },
];

const OPEN_KEY = ['status', 'occurred_at', 'first_offset', 'partition'];
const NO_LONGER_OPEN = sql`
  (SELECT 'PROCESSING' AS status, occurred_at, first_offset, partition FROM settled) AS given`;

/**
 * At most one outcome a transaction. One that names another first event, or comes second, changes nothing.
 *
 * @returns the ids of those that are settled now
 */
export async function settle(
  transaction: DatabaseTransaction,
  schema: string,
  outcomes: readonly ReadOutcome[],
): Promise<ReadonlySet<string>> {
  if (outcomes.length === 0) return new Set();
  const unprocessed = sql.table(`${schema}.unprocessed`);
  const { rows } = await sql<{ readonly transaction_id: string }>`
    WITH settled AS (
      UPDATE ${sql.table(`${schema}.transactions`)} AS known
      SET status = given.status, processed_at = given.processed_at, failure_reason = given.failure_reason,
        outcome_event_id = given.outcome_event_id, outcome_offset = given.outcome_offset
      FROM ${rowSource(SETTLEMENT, outcomes)}
      WHERE known.transaction_id = given.transaction_id AND known.first_event_id = given.received_event_id
        AND known.status = 'PROCESSING'
      RETURNING known.occurred_at, known.first_offset, known.partition, known.status, known.transaction_id
    ), no_longer_open AS (
      ${deleteRows(schema, 'unprocessed', OPEN_KEY, NO_LONGER_OPEN)}
    ), failed AS (
      INSERT INTO ${unprocessed} (occurred_at, first_offset, partition, status, transaction_id)
      SELECT * FROM settled WHERE status = 'FAILED'
    )
    SELECT transaction_id FROM settled`.execute(transaction);
  return new Set(rows.map((row) => row.transaction_id));
}

const AMENDMENT: readonly Column<TransactionChange>[] = [
  { name: 'transaction_id', type: 'text', of: ({ transactionId }) => transactionId },
  { name: 'duplicates', type: 'int', of: ({ duplicates }) => duplicates },
  { name: 'later_outcome', type: 'text', of: ({ laterOutcome }) => laterOutcome ?? null },
];

/** What later posts changed of transactions that were there before. */
export async function amend(
  transaction: DatabaseTransaction,
  schema: string,
  changes: readonly TransactionChange[],
): Promise<void> {
  const amended = changes.filter(({ duplicates, laterOutcome }) => duplicates > 0 || laterOutcome !== undefined);
  if (amended.length === 0) return;
  await sql`
    UPDATE ${sql.table(`${schema}.transactions`)} AS known
    SET duplicates = known.duplicates + given.duplicates,
      later_outcome = coalesce(given.later_outcome, known.later_outcome)
    FROM ${rowSource(AMENDMENT, amended)}
    WHERE known.transaction_id = given.transaction_id`.execute(transaction);
}

/** Everything of these partitions. A scan: deletion is for testing, and an index for it would cost every insert. */
export async function deletePartitions(
  transaction: DatabaseTransaction,
  schema: string,
  partitions: ReadonlySet<number>,
): Promise<void> {
  if (partitions.size === 0) return;
  for (const table of ['transactions', 'unprocessed', 'receipts', 'conflicts', 'ignored']) {
    await sql`DELETE FROM ${sql.table(`${schema}.${table}`)} WHERE partition = ANY(${[...partitions]}::smallint[])`.execute(
      transaction,
    );
  }
}
