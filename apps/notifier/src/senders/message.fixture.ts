import type { Message } from './sender.js';

export const message = (more: Partial<Message> = {}): Message => ({
  notificationId: '019a3b5e-0000-7000-8000-000000000001',
  channel: 'webhook',
  recipient: '',
  userId: '12345',
  title: 'Daily Transaction Summary',
  body: 'Your total settled amount for today is 490000 Rials.',
  requestedAt: '2026-03-29T10:00:00.000Z',
  idempotencyKey: '5b0e2f3c-0c55-5b1e-9d47-3a5c1b1f0a01',
  ...more,
});
