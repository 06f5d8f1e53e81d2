import {
  consequenceId,
  type NotificationAttempted,
  type NotificationAttemptedData,
  type NotificationCompleted,
  type NotificationRequested,
  type NotificationRequestedData,
  type NotificationRetryRequested,
  type NotificationRetryRequestedData,
} from '@app/contracts';
import type { Keyed } from '@app/messaging';

/** A notification's id of a small number. */
export function notificationId(number: number): string {
  return `00000000-0000-7000-9000-${number.toString(16).padStart(12, '0')}`;
}

/** Somebody asks for notification 1, by sms and email, but for what `data` says. */
export function requested(id: string, data: Partial<NotificationRequestedData> = {}): Keyed<NotificationRequested> {
  const asked: NotificationRequestedData = {
    notification_id: notificationId(1),
    user_id: '12345',
    title: 'Daily Transaction Summary',
    body: 'Your total settled amount for today is 490000 Rials.',
    channels: ['sms', 'email'],
    requested_at: '2026-03-29T18:00:00.123456Z',
    source: 'unsigned',
    ...data,
  };
  return { ...envelope(id, asked.notification_id), type: 'NotificationRequested.v1', data: asked };
}

/** The first attempt by sms succeeds, but for what `data` says. */
export function attempted(
  id: string,
  of: NotificationRequested,
  data: Partial<NotificationAttemptedData> = {},
): Keyed<NotificationAttempted> {
  return {
    ...envelope(id, of.data.notification_id),
    type: 'NotificationAttempted.v1',
    data: {
      notification_id: of.data.notification_id,
      channel: 'sms',
      attempt: 1,
      result: 'success',
      provider: 'log',
      attempted_at: '2026-03-29T18:00:01.5Z',
      ...data,
    },
  };
}

export function completed(
  by: NotificationAttempted,
  status: 'sent' | 'failed',
  completedAt = '2026-03-29T18:00:02Z',
): Keyed<NotificationCompleted> {
  return {
    ...envelope(consequenceId('completion', by.id), by.data.notification_id),
    type: 'NotificationCompleted.v1',
    data: { notification_id: by.data.notification_id, status, completed_at: completedAt },
  };
}

export function retryRequested(
  id: string,
  of: NotificationRequested,
  data: Partial<NotificationRetryRequestedData> = {},
): Keyed<NotificationRetryRequested> {
  return {
    ...envelope(id, of.data.notification_id),
    type: 'NotificationRetryRequested.v1',
    data: {
      notification_id: of.data.notification_id,
      requested_by: 'an operator',
      requested_at: '2026-03-29T19:00:00Z',
      ...data,
    },
  };
}

function envelope(id: string, subject: string): { id: string; source: string; time: string; subject: string } {
  return { id, source: '/tidemark/fixture', time: '2026-03-29T18:00:00Z', subject };
}
