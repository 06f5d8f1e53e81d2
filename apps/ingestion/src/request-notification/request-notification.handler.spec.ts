import { NotAppendedError, partitionOf } from '@app/messaging';
import { describe, expect, it } from '@jest/globals';

import { eventOf, LogInMemory } from '../log-in-memory.fixture.js';
import { RequestNotification } from './request-notification.command.js';
import { RequestNotificationHandler } from './request-notification.handler.js';

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const ID = '019a5b0e-7c1d-7e3a-9c8e-2b1f3d4e5f60';

function command(traceparent?: string): RequestNotification {
  return new RequestNotification(
    {
      notification_id: ID,
      user_id: '12345',
      title: 'Daily Transaction Summary',
      body: 'Your total settled amount for today is 490000 Rials.',
      channels: ['sms', 'email'],
      recipients: { email: 'user@example.org' },
      requested_at: '2026-03-29T10:00:00.000Z',
      source: 'unsigned',
    },
    traceparent,
  );
}

describe('RequestNotificationHandler', () => {
  it('given a notification, when executed, then the log has it as an event that decodes, in the partition of its id', async () => {
    const log = new LogInMemory();
    const position = await new RequestNotificationHandler(log).execute(command());

    expect(position).toEqual({ topic: 'notifications', partition: partitionOf(ID, 12), offset: 0 });
    const event = eventOf(log.records[0]);
    expect(event).toMatchObject({
      type: 'NotificationRequested.v1',
      source: '/tidemark/ingestion',
      time: '2026-03-29T10:00:00.000Z',
      subject: ID,
      data: command().notification,
    });
    expect(event).not.toHaveProperty('traceparent');
  });

  it('given a trace, when executed, then the event carries it on', async () => {
    const log = new LogInMemory();
    await new RequestNotificationHandler(log).execute(command(TRACEPARENT));
    expect(eventOf(log.records[0]).traceparent).toBe(TRACEPARENT);
  });

  it('given the same notification twice, when executed, then there are two events of it', async () => {
    const log = new LogInMemory();
    const handler = new RequestNotificationHandler(log);
    await handler.execute(command());
    await handler.execute(command());
    const [first, second] = log.records.map(eventOf);
    expect(first?.id).not.toBe(second?.id);
    expect(first?.data).toEqual(second?.data);
  });

  it('given a log that refuses, when executed, then its error comes through', async () => {
    const refusal = new NotAppendedError('full');
    await expect(new RequestNotificationHandler(new LogInMemory(refusal)).execute(command())).rejects.toBe(refusal);
  });
});
