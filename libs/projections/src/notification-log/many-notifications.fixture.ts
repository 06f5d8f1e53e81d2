import type { Database } from '@app/database';
import { sql } from 'kysely';

/**
 * Fills the tables with so many notifications, one a second, of 1,000 users, by sms and e-mail: one of a hundred has failed
 * and of one of a thousand nobody knows.
 */
export async function fillNotifications(database: Database, schema: string, count: number): Promise<void> {
  const table = (name: string) => sql.table(`${schema}.${name}`);
  await sql`
    INSERT INTO ${table('notifications')} (notification_id, first_event_id, first_offset, requested_at, partition, status,
      channels, user_id, title, body, source)
    SELECT gen_random_uuid(), gen_random_uuid(), n, timestamptz '2026-03-01Z' + n * interval '1 s', n % 12,
      CASE WHEN n % 1000 = 0 THEN 'pending' WHEN n % 100 = 0 THEN 'failed' ELSE 'sent' END, '{sms,email}', 'u-' || n % 1000,
      'Daily Transaction Summary', 'Your total settled amount for today is 490000 Rials.', 'unsigned'
    FROM generate_series(1, ${count}::int) AS n`.execute(database);
  await sql`
    INSERT INTO ${table('deliveries')} (notification_id, round_event_id, first_offset, requested_at, round_began_at,
      attempts, round_after, partition, channel, status, unknown_attempts, provider)
    SELECT notification_id, first_event_id, first_offset, requested_at, requested_at, 1, 0, partition, channel,
      CASE WHEN status = 'sent' OR channel = 'email' THEN 'success' WHEN status = 'failed' THEN 'failed' ELSE 'unknown' END,
      '{}', 'log'
    FROM ${table('notifications')}, unnest(channels) AS channel`.execute(database);
  await sql`
    INSERT INTO ${table('unsent')} (notification_id, requested_at, first_offset, partition, status)
    SELECT notification_id, requested_at, first_offset, partition, list
    FROM ${table('notifications')}, unnest(CASE status WHEN 'sent' THEN '{}' WHEN 'failed' THEN '{failed}'
      ELSE '{pending,unknown}'::text[] END) AS list`.execute(database);
}
