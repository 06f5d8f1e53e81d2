import type { ConflictingField, Metadata } from '@app/contracts';
import { sql, type RawBuilder } from 'kysely';

import { instantOf } from '../sql/instants.js';
import type { TransactionView } from './transaction-view.js';

/** A transaction with its conflicts, as a statement returns it. */
export interface TransactionRow {
  readonly transaction_id: string;
  readonly source_account: string | null;
  readonly destination_account: string | null;
  readonly merchant_id: string | null;
  readonly user_id: string | null;
  readonly user_id_is_number: boolean;
  readonly amount_minor: string;
  readonly currency: string;
  readonly exponent: number;
  readonly status: TransactionView['status'];
  readonly occurred_at: string;
  readonly received_at: string;
  readonly processed_at: string | null;
  readonly failure_reason: string | null;
  readonly duplicates: number;
  readonly metadata: Metadata | null;
  readonly conflicts:
    readonly { readonly received_at: string; readonly conflicting_fields: readonly ConflictingField[] }[] | null;
}

/** What to select of a row of `transactions` that the statement calls `known`. */
export function transactionColumns(schema: string): RawBuilder<unknown> {
  return sql`known.transaction_id, known.source_account, known.destination_account, known.merchant_id, known.user_id,
    known.user_id_is_number, known.amount_minor, known.currency, known.exponent, known.status,
    known.occurred_at::text AS occurred_at, known.received_at::text AS received_at,
    known.processed_at::text AS processed_at, known.failure_reason, known.duplicates, known.metadata,
    (
      SELECT json_agg(
        json_build_object('received_at', conflict.received_at::text, 'conflicting_fields', conflict.conflicting_fields)
        ORDER BY conflict.received_at, conflict.event_id
      )
      FROM ${sql.table(`${schema}.conflicts`)} AS conflict
      WHERE conflict.transaction_id = known.transaction_id
    ) AS conflicts`;
}

export function viewOf(row: TransactionRow): TransactionView {
  return {
    transactionId: row.transaction_id,
    sourceAccount: row.source_account,
    destinationAccount: row.destination_account,
    merchantId: row.merchant_id,
    userId: row.user_id,
    userIdIsNumber: row.user_id_is_number,
    amountMinor: BigInt(row.amount_minor),
    currency: row.currency,
    exponent: row.exponent,
    status: row.status,
    occurredAt: instantOf(row.occurred_at),
    receivedAt: instantOf(row.received_at),
    processedAt: row.processed_at === null ? null : instantOf(row.processed_at),
    failureReason: row.failure_reason,
    duplicates: row.duplicates,
    metadata: row.metadata,
    conflicts: (row.conflicts ?? []).map(({ received_at, conflicting_fields }) => ({
      receivedAt: instantOf(received_at),
      conflictingFields: conflicting_fields,
    })),
  };
}
