import type { DatabaseTransaction } from '@app/database';

import { deleteRows, insertRows, rowSource, type Column } from '../sql/row-source.js';
import type { KnownNotification, NotificationChange, RequestPlace } from './fold-notification.js';

/** A notification in the list of a status. */
interface Listed {
  readonly place: RequestPlace;
  readonly status: 'pending' | 'failed' | 'unknown';
}

const LISTED: readonly Column<Listed>[] = [
  { name: 'status', type: 'text', of: ({ status }) => status },
  { name: 'requested_at', type: 'timestamptz', of: ({ place }) => place.requestedAt },
  { name: 'first_offset', type: 'bigint', of: ({ place }) => place.firstOffset },
  { name: 'partition', type: 'smallint', of: ({ place }) => place.partition },
  { name: 'notification_id', type: 'uuid', of: ({ place }) => place.notificationId },
];

const KEY = ['status', 'requested_at', 'first_offset', 'partition'];

/** Notes which notifications are not sent, and which have a channel whose fate is unknown. */
export async function updateUnsent(
  transaction: DatabaseTransaction,
  schema: string,
  changes: readonly NotificationChange[],
): Promise<void> {
  const left = changes.flatMap(({ before, after }) => without(listsOf(before), listsOf(after), after.place));
  const entered = changes.flatMap(({ before, after }) => without(listsOf(after), listsOf(before), after.place));
  if (left.length > 0) await deleteRows(schema, 'unsent', KEY, rowSource(LISTED, left)).execute(transaction);
  if (entered.length > 0) await insertRows(schema, 'unsent', LISTED, entered).execute(transaction);
}

function listsOf(known: KnownNotification | undefined): readonly Listed['status'][] {
  if (known === undefined) return [];
  const { status, deliveries } = known;
  const isUnknown = [...deliveries.values()].some((delivery) => delivery.status === 'unknown');
  return [...(status === 'sent' ? [] : [status]), ...(isUnknown ? (['unknown'] as const) : [])];
}

function without(
  lists: readonly Listed['status'][],
  others: readonly Listed['status'][],
  place: RequestPlace,
): readonly Listed[] {
  return lists.filter((status) => !others.includes(status)).map((status) => ({ status, place }));
}
