import type { Channel } from '@app/contracts';
import type { DatabaseTransaction } from '@app/database';
import type { Delivery, DeliveryStatus } from '@app/domain';
import { sql } from 'kysely';

import { instantOf, instantOrNull } from '../sql/instants.js';
import type { KnownNotification } from './fold-notification.js';

interface NotificationRow {
  readonly notification_id: string;
  readonly partition: number;
  readonly first_offset: string;
  readonly requested_at: string;
  readonly status: KnownNotification['status'];
  readonly completed_at: string | null;
}

interface DeliveryRow {
  readonly notification_id: string;
  readonly channel: Channel;
  readonly status: DeliveryStatus;
  readonly attempts: number;
  readonly unknown_attempts: readonly number[];
  readonly next_attempt_at: string | null;
  readonly last_attempt_at: string | null;
  readonly provider: string | null;
  readonly error_message: string | null;
  readonly round_after: number;
  readonly round_event_id: string;
  readonly round_began_at: string;
}

/** What the tables know of these notifications, by id. */
export async function loadKnown(
  transaction: DatabaseTransaction,
  schema: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownNotification>> {
  const { rows } = await sql<NotificationRow>`
    SELECT notification_id, partition, first_offset, requested_at::text, status, completed_at::text
    FROM ${sql.table(`${schema}.notifications`)} WHERE notification_id = ANY(${ids}::uuid[])`.execute(transaction);
  if (rows.length === 0) return new Map();
  const deliveries = await loadDeliveries(transaction, schema, ids);
  return new Map(rows.map((row) => [row.notification_id, knownOf(row, deliveries.get(row.notification_id) ?? [])]));
}

async function loadDeliveries(
  transaction: DatabaseTransaction,
  schema: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly DeliveryRow[]>> {
  const { rows } = await sql<DeliveryRow>`
    SELECT notification_id, channel, status, attempts, unknown_attempts, next_attempt_at::text, last_attempt_at::text,
      provider, error_message, round_after, round_event_id, round_began_at::text
    FROM ${sql.table(`${schema}.deliveries`)} WHERE notification_id = ANY(${ids}::uuid[])`.execute(transaction);
  return Map.groupBy(rows, (row) => row.notification_id);
}

function knownOf(row: NotificationRow, deliveries: readonly DeliveryRow[]): KnownNotification {
  return {
    place: {
      notificationId: row.notification_id,
      partition: row.partition,
      firstOffset: Number(row.first_offset),
      requestedAt: instantOf(row.requested_at),
    },
    deliveries: new Map(deliveries.map((delivery) => [delivery.channel, deliveryOf(delivery)])),
    status: row.status,
    completedAt: instantOrNull(row.completed_at),
  };
}

function deliveryOf(row: DeliveryRow): Delivery {
  return {
    channel: row.channel,
    status: row.status,
    attempts: row.attempts,
    unknownAttempts: row.unknown_attempts,
    nextAttemptAt: instantOrNull(row.next_attempt_at),
    lastAttemptAt: instantOrNull(row.last_attempt_at),
    provider: row.provider,
    errorMessage: row.error_message,
    roundAfter: row.round_after,
    roundEventId: row.round_event_id,
    roundBeganAt: instantOf(row.round_began_at),
  };
}
