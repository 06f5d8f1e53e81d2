import type { TransactionReceived } from '@app/contracts';
import type { DatabaseTransaction } from '@app/database';
import type { Outcome } from '@app/domain';
import { sql } from 'kysely';

import { insertRows, type Column } from '../sql/row-source.js';
import { defaultedLetters } from './stored-transactions.js';
import type { OutcomeEvent } from './transaction-histories.js';

/** A row to be: the post that counts and what followed it in the same batch. */
export interface NewTransaction {
  readonly partition: number;
  readonly first: TransactionReceived;
  readonly outcome?: OutcomeEvent | undefined;
  readonly laterOutcome?: Outcome | undefined;
  readonly duplicates: number;
}

const COLUMNS: readonly Column<NewTransaction>[] = [
  { name: 'first_event_id', type: 'uuid', of: ({ first }) => first.id },
  { name: 'amount_minor', type: 'bigint', of: ({ first }) => first.data.amount_minor },
  { name: 'occurred_at', type: 'timestamptz', of: ({ first }) => first.data.occurred_at },
  { name: 'received_at', type: 'timestamptz', of: ({ first }) => first.data.received_at },
  { name: 'processed_at', type: 'timestamptz', of: ({ outcome }) => outcome?.data.processed_at ?? null },
  { name: 'duplicates', type: 'int', of: ({ duplicates }) => duplicates },
  { name: 'partition', type: 'smallint', of: ({ partition }) => partition },
  { name: 'exponent', type: 'smallint', of: ({ first }) => first.data.exponent },
  { name: 'user_id_is_number', type: 'boolean', of: ({ first }) => first.data.user_id_type === 'number' },
  { name: 'transaction_id', type: 'text', of: ({ first }) => first.data.transaction_id },
  { name: 'status', type: 'text', of: ({ outcome }) => (outcome === undefined ? 'PROCESSING' : statusAfter(outcome)) },
  { name: 'currency', type: 'text', of: ({ first }) => first.data.currency },
  { name: 'source_account', type: 'text', of: ({ first }) => first.data.source_account },
  { name: 'destination_account', type: 'text', of: ({ first }) => first.data.destination_account },
  { name: 'merchant_id', type: 'text', of: ({ first }) => first.data.merchant_id },
  { name: 'user_id', type: 'text', of: ({ first }) => first.data.user_id ?? null },
  { name: 'defaulted', type: 'text', of: ({ first }) => defaultedLetters(first.data.defaulted_fields) },
  { name: 'reported_status', type: 'text', of: ({ first }) => first.data.reported_status ?? null },
  { name: 'later_outcome', type: 'text', of: ({ laterOutcome }) => laterOutcome ?? null },
  { name: 'failure_reason', type: 'text', of: ({ outcome }) => outcome?.data.reason ?? null },
  { name: 'metadata', type: 'json', of: ({ first }) => metadataOf(first) },
];

/** Inserts those that are not there yet and returns their ids. */
export async function insertTransactions(
  transaction: DatabaseTransaction,
  schema: string,
  rows: readonly NewTransaction[],
): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const inserted = await sql<{ readonly transaction_id: string }>`
    ${insertRows(schema, 'transactions', COLUMNS, rows)}
    ON CONFLICT DO NOTHING RETURNING transaction_id`.execute(transaction);
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
