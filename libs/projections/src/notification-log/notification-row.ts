import type { Channel } from '@app/contracts';
import { sql, type RawBuilder } from 'kysely';

import { instantOf, instantOrNull } from '../sql/instants.js';
import type { AttemptEntry, ChannelLog, NotificationResponse, RetryEntry } from './notification.response.js';

/** As `notificationColumns` selects it; times as PostgreSQL writes them. */
export interface NotificationRow {
  readonly notification_id: string;
  readonly user_id: string;
  readonly title: string;
  readonly body: string;
  readonly channels: readonly Channel[];
  readonly status: NotificationResponse['status'];
  readonly requested_at: string;
  readonly completed_at: string | null;
  readonly rule: string | null;
  readonly transaction_id: string | null;
  readonly logs: readonly LogRow[];
  readonly retries: readonly RetryRow[] | null;
}

interface LogRow extends Omit<ChannelLog, 'history'> {
  /** Null where there was no attempt; left out where it was not asked for. */
  readonly history?: readonly AttemptRow[] | null;
}
type AttemptRow = Omit<AttemptEntry, 'counted'> & { readonly counted: boolean };
type RetryRow = Omit<RetryEntry, 'channels'> & { readonly channels: readonly Channel[] | null };

/** What to select of a row of `notifications` that the statement calls `known`. @param history with every attempt */
export function notificationColumns(schema: string, history: 'with history' | 'without history'): RawBuilder<unknown> {
  const attempts = history === 'with history' ? sql`, 'history', (${attemptsOf(schema)})` : sql``;
  return sql`known.notification_id, known.user_id, known.title, known.body, known.channels, known.status,
    known.requested_at::text AS requested_at, known.completed_at::text AS completed_at, known.rule,
    known.transaction_id,
    (
      SELECT json_agg(json_build_object('channel', log.channel, 'status', log.status, 'attempts', log.attempts,
          'last_attempt_at', log.last_attempt_at::text, 'error_message', log.error_message, 'provider', log.provider,
          'next_attempt_at', log.next_attempt_at::text ${attempts})
        ORDER BY array_position(known.channels, log.channel))
      FROM ${sql.table(`${schema}.deliveries`)} AS log WHERE log.notification_id = known.notification_id
    ) AS logs,
    (
      SELECT json_agg(json_build_object('requested_by', retry.requested_by, 'requested_at', retry.requested_at::text,
          'channels', retry.channels) ORDER BY retry.log_offset)
      FROM ${sql.table(`${schema}.retries`)} AS retry WHERE retry.notification_id = known.notification_id
    ) AS retries`;
}

function attemptsOf(schema: string): RawBuilder<unknown> {
  return sql`
    SELECT json_agg(json_build_object('attempt', it.attempt, 'result', it.result, 'provider', it.provider,
        'code', it.code, 'error_message', it.error_message, 'attempted_at', it.attempted_at::text,
        'next_attempt_at', it.next_attempt_at::text, 'counted', it.counted) ORDER BY it.log_offset)
    FROM ${sql.table(`${schema}.attempts`)} AS it
    WHERE it.notification_id = log.notification_id AND it.channel = log.channel`;
}

export function notificationOf(row: NotificationRow): NotificationResponse {
  return {
    notification_id: row.notification_id,
    user_id: row.user_id,
    title: row.title,
    body: row.body,
    channels: row.channels,
    status: row.status,
    requested_at: instantOf(row.requested_at),
    completed_at: instantOrNull(row.completed_at),
    ...(row.rule !== null && { rule: row.rule }),
    ...(row.transaction_id !== null && { transaction_id: row.transaction_id }),
    logs: row.logs.map(logOf),
    ...(row.retries !== null && { retries: row.retries.map(retryOf) }),
  };
}

function logOf({ history, ...log }: LogRow): ChannelLog {
  return {
    ...log,
    last_attempt_at: instantOrNull(log.last_attempt_at),
    next_attempt_at: instantOrNull(log.next_attempt_at),
    ...(history !== undefined && { history: (history ?? []).map(attemptOf) }),
  };
}

function attemptOf({ counted, ...attempt }: AttemptRow): AttemptEntry {
  return {
    ...attempt,
    attempted_at: instantOf(attempt.attempted_at),
    next_attempt_at: instantOrNull(attempt.next_attempt_at),
    ...(!counted && { counted }),
  };
}

function retryOf({ requested_by, requested_at, channels }: RetryRow): RetryEntry {
  return { requested_by, requested_at: instantOf(requested_at), ...(channels !== null && { channels }) };
}
