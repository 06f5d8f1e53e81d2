import type { ConflictingField, Metadata } from '@app/contracts';
import type { Database } from '@app/database';
import { sql } from 'kysely';

import type { KeyPlace, Snapshot } from '../freshness/fresh-reads.js';
import { instantOf } from '../sql/instants.js';
import type { TransactionView } from './transaction-view.js';

interface Row {
  readonly position: string | null;
  readonly parked: boolean;
  readonly transaction_id: string | null;
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

/** The row, the reader's position and whether the key is parked, in one statement: one snapshot. */
export async function findTransaction(
  database: Database,
  schema: string,
  { reader, topic, partition }: KeyPlace,
  transactionId: string,
): Promise<Snapshot<TransactionView>> {
  const key = Buffer.from(transactionId);
  const { rows } = await sql<Row>`
    SELECT place.next_offset AS position,
      coalesce(place.parked > 0 AND EXISTS (
        SELECT FROM parked_records AS waiting
        WHERE waiting.reader = ${reader} AND waiting.topic = ${topic} AND waiting.key = ${key}
      ), false) AS parked,
      known.transaction_id, known.source_account, known.destination_account, known.merchant_id, known.user_id,
      known.user_id_is_number, known.amount_minor, known.currency, known.exponent, known.status,
      known.occurred_at::text, known.received_at::text, known.processed_at::text, known.failure_reason,
      known.duplicates, known.metadata,
      (
        SELECT json_agg(
          json_build_object('received_at', received_at::text, 'conflicting_fields', conflicting_fields)
          ORDER BY received_at, event_id
        )
        FROM ${sql.table(`${schema}.conflicts`)} AS conflict
        WHERE conflict.transaction_id = known.transaction_id
      ) AS conflicts
    FROM (SELECT) AS always
    LEFT JOIN log_positions AS place
      ON place.reader = ${reader} AND place.topic = ${topic} AND place.partition = ${partition}
    LEFT JOIN ${sql.table(`${schema}.transactions`)} AS known ON known.transaction_id = ${transactionId}`.execute(
    database,
  );
  const [row] = rows;
  return {
    found: row === undefined || row.transaction_id === null ? undefined : viewOf(row, row.transaction_id),
    position: Number(row?.position ?? 0),
    parked: row?.parked ?? false,
  };
}

function viewOf(row: Row, transactionId: string): TransactionView {
  return {
    transactionId,
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
