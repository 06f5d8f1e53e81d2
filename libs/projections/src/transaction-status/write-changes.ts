import type { TransactionConflictDetected } from '@app/contracts';
import type { DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

import { insertRows, rowSource, type Column } from '../sql/row-source.js';
import type { Receipt, TransactionChange } from './fold-history.js';
import { statusAfter } from './new-transactions.js';
import type { ReadOutcome } from './transaction-histories.js';

const SETTLEMENT: readonly Column<ReadOutcome>[] = [
  { name: 'transaction_id', type: 'text', of: ({ event }) => event.data.transaction_id },
  { name: 'received_event_id', type: 'uuid', of: ({ event }) => event.data.received_event_id },
  { name: 'status', type: 'text', of: ({ event }) => statusAfter(event) },
  { name: 'processed_at', type: 'timestamptz', of: ({ event }) => event.data.processed_at },
  { name: 'failure_reason', type: 'text', of: ({ event }) => event.data.reason ?? null },
];

/** At most one outcome a transaction. One that names another first event, or comes second, changes nothing. */
export async function settle(
  transaction: DatabaseTransaction,
  schema: string,
  outcomes: readonly ReadOutcome[],
): Promise<void> {
  if (outcomes.length === 0) return;
  const unprocessed = sql.table(`${schema}.unprocessed`);
  await sql`
    WITH settled AS (
      UPDATE ${sql.table(`${schema}.transactions`)} AS known
      SET status = given.status, processed_at = given.processed_at, failure_reason = given.failure_reason
      FROM ${rowSource(SETTLEMENT, outcomes)}
      WHERE known.transaction_id = given.transaction_id AND known.first_event_id = given.received_event_id
        AND known.status = 'PROCESSING'
      RETURNING known.occurred_at, known.first_offset, known.partition, known.status, known.transaction_id
    ), no_longer_open AS (
      DELETE FROM ${unprocessed} AS open USING settled
      WHERE open.status = 'PROCESSING' AND open.occurred_at = settled.occurred_at
        AND open.first_offset = settled.first_offset AND open.partition = settled.partition
    )
    INSERT INTO ${unprocessed} (occurred_at, first_offset, partition, status, transaction_id)
    SELECT * FROM settled WHERE status = 'FAILED'`.execute(transaction);
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

type Owned<Part> = readonly [TransactionChange, Part];

const RECEIPT: readonly Column<Owned<Receipt>>[] = [
  { name: 'event_id', type: 'uuid', of: ([, { eventId }]) => eventId },
  { name: 'partition', type: 'smallint', of: ([{ partition }]) => partition },
  { name: 'transaction_id', type: 'text', of: ([{ transactionId }]) => transactionId },
  { name: 'verdict', type: 'text', of: ([, { verdict }]) => verdict },
];

const CONFLICT: readonly Column<Owned<TransactionConflictDetected>>[] = [
  { name: 'event_id', type: 'uuid', of: ([, { data }]) => data.event_id },
  { name: 'received_at', type: 'timestamptz', of: ([, { data }]) => data.received_at },
  { name: 'partition', type: 'smallint', of: ([{ partition }]) => partition },
  { name: 'transaction_id', type: 'text', of: ([{ transactionId }]) => transactionId },
  { name: 'conflicting_fields', type: 'json', of: ([, { data }]) => JSON.stringify(data.conflicting_fields) },
];

export async function insertReceipts(
  transaction: DatabaseTransaction,
  schema: string,
  changes: readonly TransactionChange[],
): Promise<void> {
  const rows = changes.flatMap((change) => change.receipts.map((receipt): Owned<Receipt> => [change, receipt]));
  if (rows.length > 0) await insertRows(schema, 'receipts', RECEIPT, rows).execute(transaction);
}

/** The first event about a differing post counts; the processor writes it again after a crash. */
export async function insertConflicts(
  transaction: DatabaseTransaction,
  schema: string,
  changes: readonly TransactionChange[],
): Promise<void> {
  const rows = changes.flatMap((change) =>
    change.conflicts.map((conflict): Owned<TransactionConflictDetected> => [change, conflict]),
  );
  if (rows.length === 0) return;
  await sql`${insertRows(schema, 'conflicts', CONFLICT, rows)} ON CONFLICT DO NOTHING`.execute(transaction);
}

/** Everything of these partitions. A scan: deletion is for testing, and an index for it would cost every insert. */
export async function deletePartitions(
  transaction: DatabaseTransaction,
  schema: string,
  partitions: ReadonlySet<number>,
): Promise<void> {
  if (partitions.size === 0) return;
  for (const table of ['transactions', 'unprocessed', 'receipts', 'conflicts']) {
    await sql`DELETE FROM ${sql.table(`${schema}.${table}`)} WHERE partition = ANY(${[...partitions]}::smallint[])`.execute(
      transaction,
    );
  }
}
