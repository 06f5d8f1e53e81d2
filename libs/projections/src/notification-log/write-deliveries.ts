import type { DatabaseTransaction } from '@app/database';
import type { Delivery } from '@app/domain';

import { arrayText, insertRows, updateRows, type Column } from '../sql/row-source.js';
import type { NotificationChange, RequestPlace } from './fold-notification.js';

interface PlacedDelivery {
  readonly place: RequestPlace;
  readonly delivery: Delivery;
}

const KEY: readonly Column<PlacedDelivery>[] = [
  { name: 'notification_id', type: 'uuid', of: ({ place }) => place.notificationId },
  { name: 'channel', type: 'text', of: ({ delivery }) => delivery.channel },
];

/** What attempts and retries change. */
const STATE: readonly Column<PlacedDelivery>[] = [
  { name: 'round_event_id', type: 'uuid', of: ({ delivery }) => delivery.roundEventId },
  { name: 'round_began_at', type: 'timestamptz', of: ({ delivery }) => delivery.roundBeganAt },
  { name: 'round_after', type: 'int', of: ({ delivery }) => delivery.roundAfter },
  { name: 'last_attempt_at', type: 'timestamptz', of: ({ delivery }) => delivery.lastAttemptAt },
  { name: 'next_attempt_at', type: 'timestamptz', of: ({ delivery }) => delivery.nextAttemptAt },
  { name: 'attempts', type: 'int', of: ({ delivery }) => delivery.attempts },
  {
    name: 'unknown_attempts',
    type: 'text',
    cast: 'int[]',
    of: ({ delivery }) => arrayText(delivery.unknownAttempts),
  },
  { name: 'status', type: 'text', of: ({ delivery }) => delivery.status },
  { name: 'provider', type: 'text', of: ({ delivery }) => delivery.provider },
  { name: 'error_message', type: 'text', of: ({ delivery }) => delivery.errorMessage },
];

/** What the request said, for lists. */
const PLACE: readonly Column<PlacedDelivery>[] = [
  { name: 'requested_at', type: 'timestamptz', of: ({ place }) => place.requestedAt },
  { name: 'first_offset', type: 'bigint', of: ({ place }) => place.firstOffset },
  { name: 'partition', type: 'smallint', of: ({ place }) => place.partition },
];

/** The channels of new notifications. */
export async function insertDeliveries(
  transaction: DatabaseTransaction,
  schema: string,
  changes: readonly NotificationChange[],
): Promise<void> {
  const rows = changes.filter(({ before }) => before === undefined).flatMap(changedDeliveries);
  if (rows.length === 0) return;
  await insertRows(schema, 'deliveries', [...KEY, ...PLACE, ...STATE], rows).execute(transaction);
}

/** Those channels of known notifications that something has happened to. */
export async function updateDeliveries(
  transaction: DatabaseTransaction,
  schema: string,
  changes: readonly NotificationChange[],
): Promise<void> {
  const rows = changes.filter(({ before }) => before !== undefined).flatMap(changedDeliveries);
  if (rows.length === 0) return;
  const key = KEY.map(({ name }) => name);
  await updateRows(schema, 'deliveries', key, [...KEY, ...STATE], rows).execute(transaction);
}

/** What changes nothing gives the same delivery back. */
function changedDeliveries({ before, after: { place, deliveries } }: NotificationChange): readonly PlacedDelivery[] {
  return [...deliveries.values()]
    .filter((delivery) => before?.deliveries.get(delivery.channel) !== delivery)
    .map((delivery) => ({ place, delivery }));
}
