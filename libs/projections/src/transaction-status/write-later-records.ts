import type { TransactionConflictDetected } from '@app/contracts';
import type { DatabaseTransaction } from '@app/database';
import { parseInstant } from '@app/domain';
import type { ReadEvent } from '@app/messaging';

import { insertRows, type Column } from '../sql/row-source.js';
import type { IgnoredRecord, Receipt } from './fold-history.js';

type ReadConflict = ReadEvent<TransactionConflictDetected>;

const RECEIPT: readonly Column<Receipt>[] = [
  { name: 'event_id', type: 'uuid', of: ({ read }) => read.event.id },
  { name: 'received_at', type: 'timestamptz', of: ({ read }) => read.event.data.received_at },
  { name: 'log_offset', type: 'bigint', of: ({ read }) => read.offset },
  { name: 'partition', type: 'smallint', of: ({ read }) => read.partition },
  { name: 'transaction_id', type: 'text', of: ({ read }) => read.event.data.transaction_id },
  { name: 'verdict', type: 'text', of: ({ verdict }) => verdict },
];

const CONFLICT: readonly Column<ReadConflict>[] = [
  { name: 'event_id', type: 'uuid', of: ({ event }) => event.data.event_id },
  { name: 'noted_event_id', type: 'uuid', of: ({ event }) => event.id },
  { name: 'received_at', type: 'timestamptz', of: ({ event }) => event.data.received_at },
  { name: 'noted_at', type: 'timestamptz', of: ({ event }) => timeOf(event) },
  { name: 'noted_offset', type: 'bigint', of: ({ offset }) => offset },
  { name: 'partition', type: 'smallint', of: ({ partition }) => partition },
  { name: 'transaction_id', type: 'text', of: ({ event }) => event.data.transaction_id },
  { name: 'conflicting_fields', type: 'json', of: ({ event }) => JSON.stringify(event.data.conflicting_fields) },
];

const IGNORED: readonly Column<IgnoredRecord>[] = [
  { name: 'event_id', type: 'uuid', of: ({ read }) => read.event.id },
  { name: 'event_time', type: 'timestamptz', of: ({ read }) => timeOf(read.event) },
  { name: 'log_offset', type: 'bigint', of: ({ read }) => read.offset },
  { name: 'partition', type: 'smallint', of: ({ read }) => read.partition },
  { name: 'transaction_id', type: 'text', of: ({ read }) => read.event.data.transaction_id },
  { name: 'type', type: 'text', of: ({ read }) => read.event.type },
  { name: 'reason', type: 'text', of: ({ reason }) => reason },
];

/** Every later post once, by its event id. */
export async function insertReceipts(
  transaction: DatabaseTransaction,
  schema: string,
  receipts: readonly Receipt[],
): Promise<void> {
  if (receipts.length > 0) await insertRows(schema, 'receipts', RECEIPT, receipts).execute(transaction);
}

/** The first event about a differing post counts; the processor writes it again after a crash. */
export async function insertConflicts(
  transaction: DatabaseTransaction,
  schema: string,
  conflicts: readonly ReadConflict[],
): Promise<void> {
  if (conflicts.length > 0) await insertRows(schema, 'conflicts', CONFLICT, conflicts).execute(transaction);
}

/** Records that changed nothing, for the timeline. */
export async function insertIgnored(
  transaction: DatabaseTransaction,
  schema: string,
  ignored: readonly IgnoredRecord[],
): Promise<void> {
  if (ignored.length > 0) await insertRows(schema, 'ignored', IGNORED, ignored).execute(transaction);
}

/** `ce_time` is no business of ours: one that is no time must not park its key. */
function timeOf({ time }: { readonly time: string }): string | null {
  return parseInstant(time) ?? null;
}
