import type { DatabaseTransaction } from '@app/database';

import { arrayText, insertRows, updateRows, type Column } from '../sql/row-source.js';
import { foldNotification, type KnownNotification, type NotificationChange } from './fold-notification.js';
import type { NotificationHistories, ReadRequest } from './notification-histories.js';
import { loadKnown } from './stored-notifications.js';
import { insertDeliveries, updateDeliveries } from './write-deliveries.js';
import { insertAttempts, insertRetries } from './write-records.js';
import { updateUnsent } from './write-unsent.js';

/** Applies a batch: folds it onto what the tables know, then writes what has changed, one statement a table and kind. */
export async function writeNotifications(
  transaction: DatabaseTransaction,
  schema: string,
  histories: NotificationHistories,
): Promise<void> {
  const byId = histories.all();
  if (byId.size === 0) return;
  const known = await loadKnown(transaction, schema, [...byId.keys()]);
  const changes = [...byId].flatMap(([id, reads]) => foldNotification(reads, known.get(id)) ?? []);

  await insertNotifications(transaction, schema, changes.filter(isNew));
  await updateNotifications(transaction, schema, changes.filter(isOtherThanBefore));
  await insertDeliveries(transaction, schema, changes);
  await updateDeliveries(transaction, schema, changes);
  await insertAttempts(transaction, schema, changes);
  await insertRetries(transaction, schema, changes);
  await updateUnsent(transaction, schema, changes);
}

type NewNotification = NotificationChange & { readonly first: ReadRequest };

function isNew(change: NotificationChange): change is NewNotification {
  return change.first !== undefined;
}

function isOtherThanBefore({ before, after }: NotificationChange): boolean {
  return before !== undefined && (before.status !== after.status || before.completedAt !== after.completedAt);
}

const NOTIFICATION: readonly Column<NewNotification>[] = [
  { name: 'notification_id', type: 'uuid', of: ({ after }) => after.place.notificationId },
  { name: 'first_event_id', type: 'uuid', of: ({ first }) => first.event.id },
  { name: 'first_offset', type: 'bigint', of: ({ first }) => first.offset },
  { name: 'requested_at', type: 'timestamptz', of: ({ first }) => first.event.data.requested_at },
  { name: 'completed_at', type: 'timestamptz', of: ({ after }) => after.completedAt },
  { name: 'partition', type: 'smallint', of: ({ first }) => first.partition },
  { name: 'status', type: 'text', of: ({ after }) => after.status },
  { name: 'channels', type: 'text', cast: 'text[]', of: ({ first }) => arrayText(first.event.data.channels) },
  { name: 'user_id', type: 'text', of: ({ first }) => first.event.data.user_id },
  { name: 'title', type: 'text', of: ({ first }) => first.event.data.title },
  { name: 'body', type: 'text', of: ({ first }) => first.event.data.body },
  { name: 'source', type: 'text', of: ({ first }) => first.event.data.source },
  { name: 'rule', type: 'text', of: ({ first }) => first.event.data.rule ?? null },
  { name: 'transaction_id', type: 'text', of: ({ first }) => first.event.data.transaction_id ?? null },
];

async function insertNotifications(
  transaction: DatabaseTransaction,
  schema: string,
  changes: readonly NewNotification[],
): Promise<void> {
  if (changes.length === 0) return;
  await insertRows(schema, 'notifications', NOTIFICATION, changes).execute(transaction);
}

const END: readonly Column<KnownNotification>[] = [
  { name: 'notification_id', type: 'uuid', of: ({ place }) => place.notificationId },
  { name: 'status', type: 'text', of: ({ status }) => status },
  { name: 'completed_at', type: 'timestamptz', of: ({ completedAt }) => completedAt },
];

async function updateNotifications(
  transaction: DatabaseTransaction,
  schema: string,
  changes: readonly NotificationChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const ends = changes.map(({ after }) => after);
  await updateRows(schema, 'notifications', ['notification_id'], END, ends).execute(transaction);
}
