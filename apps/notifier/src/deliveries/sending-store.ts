import type { Channel } from '@app/contracts';
import type { Database } from '@app/database';
import type { Delivery } from '@app/domain';
import { Gathered } from '@app/work-queue';
import { sql } from 'kysely';

import type { Sending } from './sending.js';

/** One channel of one notification. */
export interface DeliveryKey {
  readonly notificationId: string;
  readonly channel: Channel;
}

/** All that is needed to send a message. */
export interface Deliverable extends DeliveryKey {
  readonly delivery: Delivery;
  readonly userId: string;
  readonly title: string;
  readonly body: string;
  /** Of the request, else of the contacts; null when neither has one. */
  readonly recipient: string | null;
  readonly requestedAt: string;
  readonly traceparent: string | null;
  readonly sending: Sending | null;
  /** How long ago `sending` was begun, by the database's clock. */
  readonly sendingMs: number | null;
  /** The database's clock, milliseconds since 1970. */
  readonly databaseMs: number;
}

interface Beginning extends DeliveryKey {
  readonly sending: Sending;
  /** The `event_id` of what was begun before; null when nothing was. */
  readonly after: string | null;
}

interface Note extends DeliveryKey {
  readonly sending: Sending;
}

/** What is being sent. Whoever asks at the same time is served by one statement. */
export class SendingStore {
  private readonly loads = new Gathered<DeliveryKey, Deliverable | undefined>((keys) => this.loadAll(keys));
  private readonly beginnings = new Gathered<Beginning, boolean>((beginnings) => this.beginAll(beginnings));
  private readonly notes = new Gathered<Note, undefined>((notes) => this.noteAll(notes));

  constructor(private readonly database: Database) {}

  load(key: DeliveryKey): Promise<Deliverable | undefined> {
    return this.loads.request(key);
  }

  /** Durably says what is about to be sent. @returns false when somebody else has begun, or it is not to be sent any more */
  begin(key: DeliveryKey, sending: Sending, after: Sending | null): Promise<boolean> {
    return this.beginnings.request({ ...key, sending, after: after?.event_id ?? null });
  }

  /** Keeps the event of what was sent, unless somebody else has begun meanwhile. */
  note(key: DeliveryKey, sending: Sending): Promise<undefined> {
    return this.notes.request({ ...key, sending });
  }

  private async loadAll(keys: readonly DeliveryKey[]): Promise<readonly (Deliverable | undefined)[]> {
    const { rows } = await sql<Deliverable>`
      SELECT known.notification_id AS "notificationId", known.channel, known.state AS delivery, claim.user_id AS "userId",
        claim.title, claim.body, coalesce(claim.recipients ->> known.channel, contact.address) AS recipient,
        to_char(claim.requested_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "requestedAt",
        claim.traceparent, known.sending,
        (extract(epoch FROM now() - (known.sending ->> 'begun_at')::timestamptz) * 1000)::float8 AS "sendingMs",
        (extract(epoch FROM now()) * 1000)::float8 AS "databaseMs"
      FROM ${keyed(keys)}
      JOIN notification_deliveries AS known USING (notification_id, channel)
      JOIN notification_claims AS claim USING (notification_id)
      LEFT JOIN contacts AS contact ON contact.user_id = claim.user_id AND contact.channel = known.channel`.execute(
      this.database,
    );
    const found = new Map(rows.map((row) => [nameOf(row), row]));
    return keys.map((key) => found.get(nameOf(key)));
  }

  private async beginAll(beginnings: readonly Beginning[]): Promise<readonly boolean[]> {
    const { rows } = await sql<DeliveryKey>`
      WITH ${this.held(beginnings)}
      UPDATE notification_deliveries AS known
      SET sending = (held.given::jsonb || jsonb_build_object('begun_at', now()))::json
      FROM held
      WHERE known.notification_id = held.notification_id AND known.channel = held.channel
        AND (known.state ->> 'attempts')::int < (held.given ->> 'attempt')::int
        AND (known.state ->> 'status' = 'pending' OR known.state ->> 'nextAttemptAt' IS NOT NULL)
        AND (held.sending ->> 'event_id') IS NOT DISTINCT FROM held.after
      RETURNING known.notification_id AS "notificationId", known.channel`.execute(this.database);
    const begun = new Set(rows.map(nameOf));
    return beginnings.map((key) => begun.has(nameOf(key)));
  }

  private async noteAll(notes: readonly Note[]): Promise<readonly undefined[]> {
    await sql`
      WITH ${this.held(notes.map((note) => ({ ...note, after: note.sending.event_id })))}
      UPDATE notification_deliveries AS known
      SET sending = (held.sending::jsonb || held.given::jsonb)::json
      FROM held
      WHERE known.notification_id = held.notification_id AND known.channel = held.channel
        AND held.sending ->> 'event_id' = held.after`.execute(this.database);
    return notes.map(() => undefined);
  }

  /** The rows, locked in the order in which everybody locks them. */
  private held(given: readonly Beginning[]) {
    return sql`held AS MATERIALIZED (
      SELECT known.notification_id, known.channel, known.sending, key.given, key.after
      FROM unnest(
        ${given.map(({ notificationId }) => notificationId)}::uuid[], ${given.map(({ channel }) => channel)}::text[],
        ${given.map(({ sending }) => JSON.stringify(sending))}::json[], ${given.map(({ after }) => after)}::text[]
      ) AS key (notification_id, channel, given, after)
      JOIN notification_deliveries AS known USING (notification_id, channel)
      ORDER BY known.notification_id, known.channel FOR UPDATE OF known
    )`;
  }
}

function keyed(keys: readonly DeliveryKey[]) {
  return sql`unnest(
    ${keys.map(({ notificationId }) => notificationId)}::uuid[], ${keys.map(({ channel }) => channel)}::text[]
  ) AS key (notification_id, channel)`;
}

function nameOf({ notificationId, channel }: DeliveryKey): string {
  return `${notificationId}:${channel}`;
}
