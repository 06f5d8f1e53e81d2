import { describe, expect, it } from '@jest/globals';

import type { NotificationDto } from './notification.dto.js';
import { toRequestNotification } from './to-request-notification.js';

const RECEIPT = {
  notificationId: '019a5b0e-7c1d-7e3a-9c8e-2b1f3d4e5f60',
  requestedAt: '2026-03-29T10:00:00.000Z',
  source: 'unsigned',
  traceparent: undefined,
};
const POST = {
  user_id: '12345',
  title: 'Summary',
  body: 'Settled',
  channels: ['sms', 'email'],
} satisfies NotificationDto;

describe('toRequestNotification', () => {
  it('given the least that is asked for, when read, then all of it is there and nothing else', () => {
    const { command, ignored } = toRequestNotification(POST, RECEIPT);
    expect(command.notification).toEqual({
      ...POST,
      notification_id: RECEIPT.notificationId,
      requested_at: RECEIPT.requestedAt,
      source: 'unsigned',
    });
    expect(command.traceparent).toBeUndefined();
    expect(ignored).toEqual([]);
  });

  it('given a channel twice and a user that is a number, when read, then it counts once and the user is text', () => {
    const post = { ...POST, user_id: 12_345, channels: ['email', 'sms', 'email'] } satisfies NotificationDto;
    const { notification } = toRequestNotification(post, RECEIPT).command;
    expect(notification).toMatchObject({ user_id: '12345', channels: ['email', 'sms'] });
  });

  it('given recipients in any order, when read, then the request is the same text', () => {
    const texts = [
      { email: 'a@b.c', sms: '1' },
      { sms: '1', email: 'a@b.c' },
    ].map((recipients) => JSON.stringify(toRequestNotification({ ...POST, recipients }, RECEIPT).command.notification));
    expect(texts[0]).toBe(texts[1]);
  });

  it('given a recipient of a channel that is not asked for, when read, then it is not kept, and named', () => {
    const post = { ...POST, recipients: { telegram: '7', sms: '1' }, colour: 'green' };
    const { command, ignored } = toRequestNotification(post, RECEIPT);
    expect(command.notification.recipients).toEqual({ sms: '1' });
    expect(ignored).toEqual(['colour', 'recipients.telegram']);
    const none = toRequestNotification({ ...POST, recipients: { telegram: '7' } }, RECEIPT).command;
    expect(none.notification).not.toHaveProperty('recipients');
  });
});
