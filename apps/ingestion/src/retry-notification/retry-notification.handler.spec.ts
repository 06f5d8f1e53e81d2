import { partitionOf, UnknownOutcomeError } from '@app/messaging';
import { describe, expect, it } from '@jest/globals';

import { eventOf, LogInMemory } from '../log-in-memory.fixture.js';
import { RetryNotification } from './retry-notification.command.js';
import { RetryNotificationHandler } from './retry-notification.handler.js';

const ID = '019a5b0e-7c1d-7e3a-9c8e-2b1f3d4e5f60';
const RETRY = { notification_id: ID, requested_by: 'api', requested_at: '2026-03-29T10:00:00.000Z' };

describe('RetryNotificationHandler', () => {
  it('given a retry, when executed, then the log has it behind the notification', async () => {
    const log = new LogInMemory();
    const retry = { ...RETRY, channels: ['sms' as const] };
    const position = await new RetryNotificationHandler(log).execute(new RetryNotification(retry));

    expect(position).toEqual({ topic: 'notifications', partition: partitionOf(ID, 12), offset: 0 });
    expect(eventOf(log.records[0])).toMatchObject({
      type: 'NotificationRetryRequested.v1',
      source: '/tidemark/ingestion',
      subject: ID,
      time: RETRY.requested_at,
      data: retry,
    });
  });

  it('given a log that does not confirm, when executed, then its error comes through', async () => {
    const refusal = new UnknownOutcomeError('late');
    const handler = new RetryNotificationHandler(new LogInMemory(refusal));
    await expect(handler.execute(new RetryNotification(RETRY))).rejects.toBe(refusal);
  });
});
