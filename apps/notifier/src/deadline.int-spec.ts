import type { NotificationAttempted } from '@app/contracts';
import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { MIGRATIONS } from '../../../migrations/index.js';
import { NotifierOnTheBench, notificationRequested, ScriptedSender } from './notifier-on-the-bench.fixture.js';

/** Real: PostgreSQL. Not real: Kafka, the provider. */
describe('the deadline of a channel', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase({ migrations: MIGRATIONS });
  });
  afterAll(async () => {
    await test.drop();
  });

  const bench = (sms: ScriptedSender, deadlineMs: number): NotifierOnTheBench =>
    new NotifierOnTheBench(test.database, { sms: [{ name: 'provider', sender: sms }] }, { deadlineMs });
  const results = ({ log }: NotifierOnTheBench): string[] =>
    log.events.flatMap(({ event }) => (event.type === 'NotificationAttempted.v1' ? event.data.result : []));

  it('given a request past its deadline, when it comes up, then nothing is sent and it says why', async () => {
    const sms = new ScriptedSender();
    const notifier = bench(sms, 500).write(notificationRequested(['sms']));
    await notifier.settle('sms');

    expect(sms.asked).toEqual([]);
    expect(results(notifier)).toEqual(['failed']);
  });

  it('given a process whose clock is an hour ahead, when a message is due, then it is sent, and dated by the database', async () => {
    const sms = new ScriptedSender();
    const requested_at = new Date().toISOString();
    const notifier = bench(sms, 60_000).write(notificationRequested(['sms'], { requested_at }));
    notifier.now = Date.now() + 3_600_000;
    await notifier.settle('sms');

    expect(results(notifier)).toEqual(['success']);
    const attempt = notifier.log.events[1]?.event as NotificationAttempted;
    expect(Math.abs(Date.parse(attempt.data.attempted_at) - Date.now())).toBeLessThan(60_000);
  });
});
