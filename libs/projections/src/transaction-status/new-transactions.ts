import type { TransactionReceived } from '@app/contracts';
import type { DatabaseTransaction } from '@app/database';
import type { Outcome } from '@app/domain';
import { sql } from 'kysely';

import { insertRows, type Column } from '../sql/row-source.js';
import { defaultedLetters } from './stored-transactions.js';
import type { OutcomeEvent, ReadOutcome, ReadReceived } from './transaction-histories.js';

/** A row to be: the post that counts and what followed it in the same batch. */
export interface NewTransaction {
  readonly first: ReadReceived;
  readonly outcome?: ReadOutcome | undefined;
  readonly laterOutcome?: Outcome | undefined;
  readonly duplicates: number;
}

const COLUMNS: readonly Column<NewTransaction>[] = [
  { name: 'first_event_id', type: 'uuid', of: ({ first }) => first.event.id },
  { name: 'outcome_event_id', type: 'uuid', of: ({ outcome }) => outcome?.event.id ?? null },
  { name: 'amount_minor', type: 'bigint', of: ({ first }) => first.event.data.amount_minor },
  { name: 'first_offset', type: 'bigint', of: ({ first }) => first.offset },
  { name: 'outcome_offset', type: 'bigint', of: ({ outcome }) => outcome?.offset ?? null },
  { name: 'occurred_at', type: 'timestamptz', of: ({ first }) => first.event.data.occurred_at },
  { name: 'received_at', type: 'timestamptz', of: ({ first }) => first.event.data.received_at },
  { name: 'processed_at', type: 'timestamptz', of: ({ outcome }) => outcome?.event.data.processed_at ?? null },
  { name: 'duplicates', type: 'int', of: ({ duplicates }) => duplicates },
  { name: 'partition', type: 'smallint', of: ({ first }) => first.partition },
  { name: 'exponent', type: 'smallint', of: ({ first }) => first.event.data.exponent },
  { name: 'user_id_is_number', type: 'boolean', of: ({ first }) => first.event.data.user_id_type === 'number' },
  { name: 'transaction_id', type: 'text', of: ({ first }) => first.event.data.transaction_id },
  {
    name: 'status',
    type: 'text',
    of: ({ outcome }) => (outcome === undefined ? 'PROCESSING' : statusAfter(outcome.event)),
  },
  { name: 'currency', type: 'text', of: ({ first }) => first.event.data.currency },
  { name: 'source_account', type: 'text', of: ({ first }) => first.event.data.source_account },
  { name: 'destination_account', type: 'text', of: ({ first }) => first.event.data.destination_account },
  { name: 'merchant_id', type: 'text', of: ({ first }) => first.event.data.merchant_id },
  { name: 'user_id', type: 'text', of: ({ first }) => first.event.data.user_id ?? null },
  { name: 'defaulted', type: 'text', of: ({ first }) => defaultedLetters(first.event.data.defaulted_fields) },
  { name: 'reported_status', type: 'text', of: ({ first }) => first.event.data.reported_status ?? null },
  { name: 'later_outcome', type: 'text', of: ({ laterOutcome }) => laterOutcome ?? null },
  { name: 'failure_reason', type: 'text', of: ({ outcome }) => outcome?.event.data.reason ?? null },
  { name: 'metadata', type: 'json', of: ({ first }) => metadataOf(first.event) },
];

/** Inserts those that are not there yet, notes which of them are not processed, and returns their ids. */
export async function insertTransactions(
  transaction: DatabaseTransaction,
  schema: string,
  rows: readonly NewTransaction[],
): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const inserted = await sql<{ readonly transaction_id: string }>`
    WITH inserted AS (
      ${insertRows(schema, 'transactions', COLUMNS, rows)}
      ON CONFLICT DO NOTHING RETURNING occurred_at, first_offset, partition, status, transaction_id
    ), noted AS (
      INSERT INTO ${sql.table(`${schema}.unprocessed`)} (occurred_at, first_offset, partition, status, transaction_id)
      SELECT * FROM inserted WHERE status <> 'PROCESSED'
    )
    SELECT transaction_id FROM inserted`.execute(transaction);
  return new Set(inserted.rows.map((row) => row.transaction_id));
}

export function statusAfter({ type }: OutcomeEvent): Outcome {
  switch (type) {
    case 'TransactionProcessed.v1':
      return 'PROCESSED';
    case 'TransactionFailed.v1':
      return 'FAILED';
  }
}

function metadataOf({ data }: TransactionReceived): string | null {
  return data.metadata === undefined ? null : JSON.stringify(data.metadata);
}
