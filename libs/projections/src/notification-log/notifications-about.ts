import type { Channel } from '@app/contracts';
import type { DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

import { liveGeneration } from '../generations/live-generation.js';
import { instantOf } from '../sql/instants.js';
import { notificationLog } from './notification-log.projection.js';
import type { NotificationResponse } from './notification.response.js';

/** A notification as the timeline of its transaction shows it. */
export interface NotificationAbout {
  readonly notification_id: string;
  /** Null where somebody else than a rule asked. */
  readonly rule: string | null;
  readonly status: NotificationResponse['status'];
  readonly channels: readonly Channel[];
  readonly requested_at: string;
}

/** Whatever rules there will be, an answer stays small. */
const MOST = 1_000;

/** What was sent about a transaction, the oldest first, as the snapshot of `transaction` shows it; none before the read model is built. */
export async function notificationsAbout(
  transaction: DatabaseTransaction,
  transactionId: string,
): Promise<readonly NotificationAbout[]> {
  const live = await liveGeneration(transaction, notificationLog.name);
  if (live === undefined) return [];
  const { rows } = await sql<NotificationAbout>`
    SELECT notification_id, rule, status, channels, requested_at::text
    FROM ${sql.table(`${live.schema}.notifications`)} WHERE transaction_id = ${transactionId}
    ORDER BY requested_at, first_offset, partition LIMIT ${MOST}`.execute(transaction);
  return rows.map((row) => ({ ...row, requested_at: instantOf(row.requested_at) }));
}
