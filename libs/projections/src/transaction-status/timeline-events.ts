import type { ConflictingField } from '@app/contracts';
import type { DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

import { instantOf } from '../sql/instants.js';
import type { IgnoredReason, Receipt } from './fold-history.js';
import type { TimelineEvent } from './get-timeline.query.js';

interface PlaceRow {
  readonly type: string;
  readonly event_id: string;
  readonly partition: number;
  readonly log_offset: string;
  readonly event_time: string | null;
}

/** What a row notes depends on what the event did. */
type Row = PlaceRow &
  (
    | { readonly effect: 'first' | Exclude<Receipt['verdict'], 'conflict'> }
    | { readonly effect: 'conflict'; readonly conflicting_fields: readonly ConflictingField[] | null }
    | { readonly effect: 'outcome'; readonly note: string | null }
    | { readonly effect: 'conflict-noted'; readonly note: string }
    | { readonly effect: 'ignored'; readonly note: IgnoredReason }
  );

/** The first so many events of a transaction, in log order. */
export async function timelineEvents(
  transaction: DatabaseTransaction,
  schema: string,
  transactionId: string,
  limit: number,
): Promise<readonly TimelineEvent[]> {
  const table = (name: string) => sql.table(`${schema}.${name}`);
  const { rows } = await sql<Row>`
    SELECT type, event_id, partition, log_offset, event_time::text AS event_time, effect, note, conflicting_fields
    FROM (
      SELECT 'TransactionReceived.v1' AS type, first_event_id AS event_id, partition, first_offset AS log_offset,
        received_at AS event_time, 'first' AS effect, NULL AS note, NULL::json AS conflicting_fields
      FROM ${table('transactions')} WHERE transaction_id = ${transactionId}
      UNION ALL
      SELECT CASE status WHEN 'FAILED' THEN 'TransactionFailed.v1' ELSE 'TransactionProcessed.v1' END,
        outcome_event_id, partition, outcome_offset, processed_at, 'outcome', failure_reason, NULL
      FROM ${table('transactions')} WHERE transaction_id = ${transactionId} AND status <> 'PROCESSING'
      UNION ALL
      SELECT 'TransactionReceived.v1', post.event_id, post.partition, post.log_offset, post.received_at, post.verdict,
        NULL, conflict.conflicting_fields
      FROM ${table('receipts')} AS post LEFT JOIN ${table('conflicts')} AS conflict USING (transaction_id, event_id)
      WHERE transaction_id = ${transactionId}
      UNION ALL
      SELECT 'TransactionConflictDetected.v1', noted_event_id, partition, noted_offset, noted_at, 'conflict-noted',
        event_id::text, NULL
      FROM ${table('conflicts')} WHERE transaction_id = ${transactionId}
      UNION ALL
      SELECT type, event_id, partition, log_offset, event_time, 'ignored', reason, NULL
      FROM ${table('ignored')} WHERE transaction_id = ${transactionId}
    ) AS events
    ORDER BY events.log_offset, events.partition LIMIT ${limit}`.execute(transaction);
  return rows.map(eventOf);
}

function eventOf(row: Row): TimelineEvent {
  const place = {
    type: row.type,
    eventId: row.event_id,
    partition: row.partition,
    offset: Number(row.log_offset),
    time: row.event_time === null ? null : instantOf(row.event_time),
  };
  switch (row.effect) {
    case 'first':
    case 'duplicate':
    case 'reported-outcome':
      return { ...place, effect: row.effect };
    case 'conflict':
      return { ...place, effect: 'conflict', conflictingFields: row.conflicting_fields };
    case 'outcome':
      return { ...place, effect: 'outcome', failureReason: row.note };
    case 'conflict-noted':
      return { ...place, effect: 'conflict-noted', postEventId: row.note };
    case 'ignored':
      return { ...place, effect: 'ignored', reason: row.note };
  }
}
