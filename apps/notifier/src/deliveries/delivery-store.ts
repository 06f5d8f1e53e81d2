import type { Channel, NotificationRequested } from '@app/contracts';
import type { DatabaseTransaction } from '@app/database';
import type { Delivery } from '@app/domain';
import { sql } from 'kysely';

/** A notification that was asked for, in the partition of its key. */
export interface NotificationClaim {
  readonly event: NotificationRequested;
  readonly partition: number;
}

export interface StoredDelivery {
  readonly notificationId: string;
  readonly delivery: Delivery;
}

/** Stores notifications whose id is not taken yet. @returns the ids of those stored */
export async function insertClaims(
  transaction: DatabaseTransaction,
  claims: readonly NotificationClaim[],
): Promise<Set<string>> {
  if (claims.length === 0) return new Set();
  const { rows } = await sql<{ readonly id: string }>`
    INSERT INTO notification_claims
      (notification_id, first_event_id, partition, user_id, title, body, recipients, requested_at, traceparent)
    SELECT notification_id, first_event_id, partition, user_id, title, body, recipients::json, requested_at, traceparent
    FROM unnest(
      ${claims.map(({ event }) => event.data.notification_id)}::uuid[], ${claims.map(({ event }) => event.id)}::uuid[],
      ${claims.map(({ partition }) => partition)}::smallint[], ${claims.map(({ event }) => event.data.user_id)}::text[],
      ${claims.map(({ event }) => event.data.title)}::text[], ${claims.map(({ event }) => event.data.body)}::text[],
      ${claims.map(({ event: { data } }) => (data.recipients === undefined ? null : jsonOf(data.recipients)))}::jsonb[],
      ${claims.map(({ event }) => event.data.requested_at)}::timestamptz[],
      ${claims.map(({ event }) => event.traceparent ?? null)}::text[]
    ) AS claim
      (notification_id, first_event_id, partition, user_id, title, body, recipients, requested_at, traceparent)
    ON CONFLICT DO NOTHING
    RETURNING notification_id AS id`.execute(transaction);
  return new Set(rows.map(({ id }) => id));
}

export async function insertDeliveries(
  transaction: DatabaseTransaction,
  deliveries: readonly StoredDelivery[],
): Promise<void> {
  if (deliveries.length === 0) return;
  await sql`
    INSERT INTO notification_deliveries (notification_id, channel, state)
    SELECT notification_id, channel, state::json FROM ${given(deliveries)}`.execute(transaction);
}

/** Loads the deliveries of notifications and holds them until the transaction ends. */
export async function lockDeliveries(
  transaction: DatabaseTransaction,
  notificationIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<Channel, Delivery>>> {
  if (notificationIds.length === 0) return new Map();
  const { rows } = await sql<{ readonly id: string; readonly state: Delivery }>`
    SELECT notification_id AS id, state FROM notification_deliveries
    WHERE notification_id = ANY (${[...notificationIds]}::uuid[])
    ORDER BY notification_id, channel FOR UPDATE`.execute(transaction);
  const byId = new Map<string, Map<Channel, Delivery>>();
  for (const { id, state } of rows) {
    const deliveries = byId.get(id) ?? new Map<Channel, Delivery>();
    byId.set(id, deliveries.set(state.channel, state));
  }
  return byId;
}

/** Stores what became of locked deliveries. */
export async function updateDeliveries(
  transaction: DatabaseTransaction,
  deliveries: readonly StoredDelivery[],
): Promise<void> {
  if (deliveries.length === 0) return;
  await sql`
    UPDATE notification_deliveries AS known SET state = given.state::json
    FROM ${given(deliveries)}
    WHERE known.notification_id = given.notification_id AND known.channel = given.channel`.execute(transaction);
}

function given(deliveries: readonly StoredDelivery[]) {
  return sql`unnest(
    ${deliveries.map(({ notificationId }) => notificationId)}::uuid[],
    ${deliveries.map(({ delivery }) => delivery.channel)}::text[],
    ${deliveries.map(({ delivery }) => jsonOf(delivery))}::jsonb[]
  ) AS given (notification_id, channel, state)`;
}

/**
 * PostgreSQL keeps any `json` and fails when it reads a NUL or half of a character out of it, with the statement of others.
 * So the halves are replaced, as they are in every text, and by way of `jsonb` a NUL is refused as wrong data.
 */
function jsonOf(value: object): string {
  return JSON.stringify(value, (_, it: unknown) => (typeof it === 'string' ? it.toWellFormed() : it));
}
