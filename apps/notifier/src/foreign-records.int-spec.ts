import { newEventId, type NotificationAttempted } from '@app/contracts';
import type { Keyed } from '@app/messaging';
import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { MIGRATIONS } from '../../../migrations/index.js';
import { NotifierOnTheBench, notificationRequested, ScriptedSender } from './notifier-on-the-bench.fixture.js';

/** Real: PostgreSQL. Not real: Kafka, the provider. */
describe('attempts that no notifier wrote', () => {
  let test: TestDatabase;
  let sender: ScriptedSender;

  beforeAll(async () => {
    test = await createTestDatabase({ migrations: MIGRATIONS });
  });
  beforeEach(async () => {
    await sql`TRUNCATE notification_claims, notification_deliveries, work_items`.execute(test.database);
    sender = new ScriptedSender();
  });
  afterAll(async () => {
    await test.drop();
  });

  const after = async (data: Partial<NotificationAttempted['data']>, time?: string): Promise<NotifierOnTheBench> => {
    const request = notificationRequested(['sms']);
    const notifier = new NotifierOnTheBench(test.database, { sms: [{ name: 'provider', sender }] });
    return notifier.write(request, attempted(request.subject, data, time)).read();
  };
  const attempted = (
    notificationId: string,
    data: Partial<NotificationAttempted['data']>,
    time = '2026-03-29T02:00:00.500Z',
  ): Keyed<NotificationAttempted> => ({
    id: newEventId(),
    type: 'NotificationAttempted.v1',
    source: '/somebody/else',
    time,
    subject: notificationId,
    data: {
      notification_id: notificationId,
      channel: 'sms',
      attempt: 1,
      result: 'retry',
      provider: 'provider',
      attempted_at: '2026-03-29T02:00:00.500Z',
      ...data,
    },
  });

  it('given the last number that PostgreSQL can hold, when read, then the notification is sent all the same', async () => {
    const notifier = await after({ attempt: 2 ** 31 - 1 });
    await notifier.settle('sms');

    expect(sender.asked).toHaveLength(1);
    expect(notifier.log.events.at(-1)?.event.data).toMatchObject({ status: 'sent' });
  });

  it('given a next attempt in the year 9999, when read, then it is due when every deadline is over', async () => {
    await after({ next_attempt_at: '9999-12-31T23:59:59Z' });

    const due = await test.database.selectFrom('work_items').select('due_at').executeTakeFirstOrThrow();
    expect(due.due_at.toISOString()).toBe('2026-04-28T02:00:00.500Z');
  });

  it('given a time that is none, when an attempt ends the notification, then its end is told with a time', async () => {
    const notifier = await after({ result: 'success' }, 'yesterday');

    expect(notifier.log.events.at(-1)?.event).toMatchObject({
      type: 'NotificationCompleted.v1',
      time: '2026-03-29T02:00:00.500Z',
      data: { status: 'sent', completed_at: '2026-03-29T02:00:00.500Z' },
    });
  });

  it.each([{ provider: 'a\0' }, { error_message: 'a\0' }])(
    'given %p, when read, then it is wrong data, as it is for the read model',
    async (data) => {
      await expect(after(data)).rejects.toMatchObject({ code: '22P05' });
    },
  );

  it('given an address with a NUL, when read, then it is wrong data, and the addresses of others can be read', async () => {
    const notifier = new NotifierOnTheBench(test.database, { sms: [{ name: 'provider', sender }] });
    const request = notificationRequested(['sms'], { recipients: { sms: 'a\0' } });

    await expect(notifier.write(request).read()).rejects.toMatchObject({ code: '22P05' });
  });

  it('given halves of characters, when read, then they are replaced, and the notification is sent', async () => {
    const notifier = new NotifierOnTheBench(test.database, { sms: [{ name: 'provider', sender }] });
    const request = notificationRequested(['sms'], { recipients: { sms: 'a\uD800' }, title: '\uDC00' });
    notifier.write(request, attempted(request.subject, { error_message: '\uD800' }));
    await notifier.settle('sms');

    expect(sender.asked).toMatchObject([{ recipient: 'a\uFFFD', title: '\uFFFD' }]);
  });
});
