import type { DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

import { arrayText, insertRows, type Column } from '../sql/row-source.js';
import type { JudgedAttempt, NotificationChange } from './fold-notification.js';
import type { ReadRetry } from './notification-histories.js';

const ATTEMPT: readonly Column<JudgedAttempt>[] = [
  { name: 'notification_id', type: 'uuid', of: ({ read }) => read.event.data.notification_id },
  { name: 'event_id', type: 'uuid', of: ({ read }) => read.event.id },
  { name: 'log_offset', type: 'bigint', of: ({ read }) => read.offset },
  { name: 'attempted_at', type: 'timestamptz', of: ({ read }) => read.event.data.attempted_at },
  { name: 'next_attempt_at', type: 'timestamptz', of: ({ read }) => read.event.data.next_attempt_at ?? null },
  { name: 'attempt', type: 'int', of: ({ read }) => read.event.data.attempt },
  { name: 'partition', type: 'smallint', of: ({ read }) => read.partition },
  { name: 'counted', type: 'boolean', of: ({ counted }) => counted },
  { name: 'channel', type: 'text', of: ({ read }) => read.event.data.channel },
  { name: 'result', type: 'text', of: ({ read }) => read.event.data.result },
  { name: 'provider', type: 'text', of: ({ read }) => read.event.data.provider },
  { name: 'code', type: 'text', of: ({ read }) => read.event.data.code ?? null },
  { name: 'error_message', type: 'text', of: ({ read }) => read.event.data.error_message ?? null },
];

/** The same record written twice is one attempt: as it was first judged. */
export async function insertAttempts(
  transaction: DatabaseTransaction,
  schema: string,
  changes: readonly NotificationChange[],
): Promise<void> {
  const attempts = changes.flatMap((change) => change.attempts);
  if (attempts.length === 0) return;
  await sql`${insertRows(schema, 'attempts', ATTEMPT, attempts)} ON CONFLICT DO NOTHING`.execute(transaction);
}

const RETRY: readonly Column<ReadRetry>[] = [
  { name: 'notification_id', type: 'uuid', of: ({ event }) => event.data.notification_id },
  { name: 'event_id', type: 'uuid', of: ({ event }) => event.id },
  { name: 'log_offset', type: 'bigint', of: ({ offset }) => offset },
  { name: 'requested_at', type: 'timestamptz', of: ({ event }) => event.data.requested_at },
  { name: 'partition', type: 'smallint', of: ({ partition }) => partition },
  { name: 'requested_by', type: 'text', of: ({ event }) => event.data.requested_by },
  {
    name: 'channels',
    type: 'text',
    cast: 'text[]',
    of: ({ event: { data } }) => (data.channels === undefined ? null : arrayText(data.channels)),
  },
];

/** Every retry by hand once, also one that found nothing to be tried again. */
export async function insertRetries(
  transaction: DatabaseTransaction,
  schema: string,
  changes: readonly NotificationChange[],
): Promise<void> {
  const retries = changes.flatMap((change) => change.retries);
  if (retries.length === 0) return;
  await sql`${insertRows(schema, 'retries', RETRY, retries)} ON CONFLICT DO NOTHING`.execute(transaction);
}
