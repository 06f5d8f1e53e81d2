import { newEventId, type Channel, type NotificationAttempted, type NotificationRetryRequested } from '@app/contracts';
import type { Keyed } from '@app/messaging';
import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { MIGRATIONS } from '../../../migrations/index.js';
import { NotifierOnTheBench, notificationRequested, ScriptedSender } from './notifier-on-the-bench.fixture.js';

/** Real: PostgreSQL. Not real: Kafka, the providers. */
describe('the notifier', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase({ migrations: MIGRATIONS });
  });
  beforeEach(async () => {
    await sql`TRUNCATE notification_claims, notification_deliveries, work_items, contacts`.execute(test.database);
  });
  afterAll(async () => {
    await test.drop();
  });

  const bench = (senders: Partial<Record<Channel, ScriptedSender>>, patience = {}): NotifierOnTheBench => {
    const providers = Object.fromEntries(
      Object.entries(senders).map(([channel, sender]) => [channel, [{ name: `${channel}-provider`, sender }]]),
    );
    return new NotifierOnTheBench(test.database, providers, patience);
  };
  /** What the log says after the requests: `email 1 retry`, `failed`. */
  const told = ({ log }: NotifierOnTheBench): string[] =>
    log.events.flatMap(({ event }) => {
      if (event.type === 'NotificationAttempted.v1') {
        const { channel, attempt, result } = event.data;
        return `${channel} ${String(attempt)} ${result}`;
      }
      return event.type === 'NotificationCompleted.v1' ? event.data.status : [];
    });
  const retried = (notificationId: string): Keyed<NotificationRetryRequested> => ({
    id: newEventId(),
    type: 'NotificationRetryRequested.v1',
    source: '/tidemark/spec',
    time: '2026-03-29T02:10:00.000Z',
    subject: notificationId,
    data: { notification_id: notificationId, requested_by: 'spec', requested_at: '2026-03-29T02:10:00.000Z' },
  });

  it('given two channels, when both are sent, then each is sent once and the notification is sent', async () => {
    const sms = new ScriptedSender();
    const email = new ScriptedSender();
    const notifier = bench({ sms, email }).write(notificationRequested(['sms', 'email']));
    await notifier.settle('sms', 'email');

    expect(told(notifier).toSorted()).toEqual(['email 1 success', 'sent', 'sms 1 success']);
    expect(sms.asked).toMatchObject([{ channel: 'sms', recipient: 'sms of u-1', title: 'Title', body: 'Body' }]);
    expect(email.asked).toHaveLength(1);
    expect(await test.database.selectFrom('work_items').selectAll().execute()).toEqual([]);
  });

  it('given the same request three times, when read, then it is sent once; a later different one changes nothing', async () => {
    const email = new ScriptedSender();
    const request = notificationRequested(['email']);
    const again = notificationRequested(['email', 'sms'], { notification_id: request.subject, body: 'other' });
    const notifier = bench({ email }).write(request, request, again);
    await notifier.settle('email');
    notifier.write(again);
    await notifier.settle('email');

    expect(email.asked.map(({ body }) => body)).toEqual(['Body']);
    expect(told(notifier)).toEqual(['email 1 success', 'sent']);
  });

  it('given a provider that is busy, when it works again, then it is asked once more when it said', async () => {
    const email = new ScriptedSender();
    email.answers = [{ kind: 'busy', code: '429', message: 'slowly', retryAfterMs: 30_000 }];
    const notifier = bench({ email }).write(notificationRequested(['email']));
    await (await notifier.read()).send('email');

    const busy = notifier.log.events.at(-1)?.event as NotificationAttempted;
    expect(busy.data).toMatchObject({ result: 'retry', code: '429', error_message: 'slowly' });
    const { attempted_at, next_attempt_at = '' } = busy.data;
    expect(Math.abs(Date.parse(next_attempt_at) - Date.parse(attempted_at) - 30_500)).toBeLessThan(100);
    await notifier.read();
    const due = await test.database.selectFrom('work_items').select('due_at').executeTakeFirstOrThrow();
    expect(due.due_at.toISOString()).toBe(next_attempt_at);
    await notifier.settle('email');
    expect(told(notifier)).toEqual(['email 1 retry', 'email 2 success', 'sent']);
    expect(new Set(email.asked.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });

  it('given a provider that stays away, when the last attempt fails, then so does the notification; a retry sends it', async () => {
    const email = new ScriptedSender();
    email.answers = Array.from({ length: 3 }, () => ({ kind: 'unavailable', message: 'nobody there' }));
    const request = notificationRequested(['email']);
    const notifier = bench({ email }).write(request);
    await notifier.settle('email');

    expect(told(notifier)).toEqual(['email 1 retry', 'email 2 retry', 'email 3 failed', 'failed']);
    await notifier.write(retried(request.subject)).settle('email');
    expect(told(notifier).slice(4)).toEqual(['email 4 success', 'sent']);
    expect(new Set(email.asked.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2);
  });

  it('given an address that is refused, when asked, then it is not tried again, and the other channel is sent', async () => {
    const email = new ScriptedSender();
    const sms = new ScriptedSender();
    email.answers = [{ kind: 'refused', code: '550', message: 'no such user' }];
    const notifier = bench({ email, sms }).write(notificationRequested(['email', 'sms']));
    await notifier.settle('email', 'sms');

    expect(told(notifier).toSorted()).toEqual(['email 1 failed', 'failed', 'sms 1 success']);
  });

  it('given no recipient, when the contacts have one, then it is used; else the attempt fails and says so', async () => {
    await sql`INSERT INTO contacts (user_id, channel, address) VALUES ('known', 'email', 'a@example.com')`.execute(
      test.database,
    );
    const email = new ScriptedSender();
    const requests = ['known', 'unknown'].map((user_id) =>
      notificationRequested(['email'], { user_id, recipients: {} }),
    );
    const notifier = bench({ email }).write(...requests);
    await notifier.settle('email');

    expect(email.asked.map(({ recipient }) => recipient)).toEqual(['a@example.com']);
    expect(told(notifier).toSorted()).toEqual(['email 1 failed', 'email 1 success', 'failed', 'sent']);
    const failed = notifier.log.events.flatMap(({ event }) =>
      event.type === 'NotificationAttempted.v1' && event.data.result === 'failed' ? event.data : [],
    );
    expect(failed).toMatchObject([
      { provider: null, error_message: 'no recipient for email: neither in the request nor in the contacts' },
    ]);
  });

  it('given an answer that does not come, when it may not be sent twice, then it is held, and a retry by hand sends it', async () => {
    const sms = new ScriptedSender();
    sms.answers = [{ kind: 'unknown', message: 'no answer' }];
    const request = notificationRequested(['sms']);
    const notifier = bench({ sms }).write(request);
    await notifier.settle('sms');

    expect(told(notifier)).toEqual(['sms 1 unknown']);
    await notifier.write(retried(request.subject)).settle('sms');
    expect(told(notifier)).toEqual(['sms 1 unknown', 'sms 2 success', 'sent']);
  });

  it('given an answer that does not come, when the provider dedupes, then it is asked again with the same key', async () => {
    const webhook = new ScriptedSender(true);
    webhook.answers = [{ kind: 'unknown', message: 'no answer' }];
    const notifier = bench({ webhook }).write(notificationRequested(['webhook']));
    await notifier.settle('webhook');

    expect(told(notifier)).toEqual(['webhook 1 unknown', 'webhook 2 success', 'sent']);
    expect(new Set(webhook.asked.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });

  it('given an empty database, when the log tells of what was sent, then nothing is sent or told again', async () => {
    const email = new ScriptedSender();
    const sms = new ScriptedSender();
    sms.answers = [{ kind: 'refused', message: 'no' }];
    const notifier = bench({ email, sms }).write(
      notificationRequested(['email']),
      notificationRequested(['email', 'sms']),
    );
    await notifier.settle('email', 'sms');
    const before = told(notifier);
    await notifier.forget();
    for (let batch = 0; batch < 10; batch += 1) await notifier.read({ live: false, count: 1 });
    await notifier.settle('email', 'sms');

    expect(email.asked).toHaveLength(2);
    expect(sms.asked).toHaveLength(1);
    expect(told(notifier)).toEqual(before);
    expect(await notifier.waitingCompletions()).toEqual([]);
  });

  it('given an end that nobody has told of, when the log is read again, then it is told once it is live', async () => {
    const email = new ScriptedSender();
    const notifier = bench({ email }).write(notificationRequested(['email']));
    await notifier.read();
    await notifier.send('email');
    await notifier.read({ live: false });

    expect(told(notifier)).toEqual(['email 1 success']);
    expect(await notifier.waitingCompletions()).toMatchObject([{ data: { status: 'sent' } }]);
  });
});
