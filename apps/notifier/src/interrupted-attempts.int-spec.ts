import { createTestDatabase, type TestDatabase } from '@app/testing';
import { NotAppendedError } from '@app/messaging';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { MIGRATIONS } from '../../../migrations/index.js';
import { NotifierOnTheBench, notificationRequested, ScriptedSender } from './notifier-on-the-bench.fixture.js';

/** Real: PostgreSQL. Not real: Kafka, the provider. */
describe('an attempt that was interrupted', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase({ migrations: MIGRATIONS });
  });
  beforeEach(async () => {
    await sql`TRUNCATE notification_claims, notification_deliveries, work_items`.execute(test.database);
  });
  afterAll(async () => {
    await test.drop();
  });

  const requestedBy = async (sender: ScriptedSender, patience = {}): Promise<NotifierOnTheBench> => {
    const provider = { name: 'provider', sender };
    return new NotifierOnTheBench(test.database, { sms: [provider] }, patience)
      .write(notificationRequested(['sms']))
      .read();
  };
  const results = ({ log }: NotifierOnTheBench): string[] =>
    log.events.flatMap(({ event }) => (event.type === 'NotificationAttempted.v1' ? event.data.result : []));

  it('given a process that dies while it sends, when another takes over, then it waits until the first cannot be alive', async () => {
    const sender = new ScriptedSender();
    sender.dies = true;
    const notifier = await requestedBy(sender);
    await notifier.die('sms');

    expect(await notifier.send('sms')).toMatchObject([{ kind: 'later', counted: false }]);
    expect(sender.asked).toHaveLength(1);
    expect(results(notifier)).toEqual([]);
  });

  it('given that nobody can tell whether it was taken, when it may not be sent twice, then it is told and held', async () => {
    const sender = new ScriptedSender();
    sender.dies = true;
    const notifier = await requestedBy(sender);
    await notifier.die('sms');
    await notifier.waitAMinute();
    sender.dies = false;
    await notifier.settle('sms');

    expect(sender.asked).toHaveLength(1);
    expect(results(notifier)).toEqual(['unknown']);
  });

  it('given that it may be sent twice, when nobody can tell whether it was taken, then it is told and sent again', async () => {
    const sender = new ScriptedSender();
    sender.dies = true;
    const notifier = await requestedBy(sender, { unknownOutcome: 'retry' });
    await notifier.die('sms');
    await notifier.waitAMinute();
    sender.dies = false;
    await notifier.settle('sms');

    expect(sender.asked).toHaveLength(2);
    expect(results(notifier)).toEqual(['unknown', 'success']);
  });

  it('given a provider that dedupes, when nobody can tell whether it was taken, then it is asked again with its key', async () => {
    const sender = new ScriptedSender(true);
    sender.dies = true;
    const notifier = await requestedBy(sender);
    await notifier.die('sms');
    await notifier.waitAMinute();
    sender.dies = false;
    await notifier.settle('sms');

    expect(results(notifier)).toEqual(['success']);
    expect(sender.asked).toHaveLength(2);
    expect(new Set(sender.asked.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  });

  it('given a message that was sent, when the log is down, then what came of it is kept and told when the log is back', async () => {
    const sender = new ScriptedSender();
    const notifier = await requestedBy(sender);
    notifier.log.failure = new NotAppendedError('down');
    await notifier.send('sms');
    await (await notifier.hasten()).send('sms');

    expect(results(notifier)).toEqual([]);
    notifier.log.failure = undefined;
    await notifier.settle('sms');
    expect(sender.asked).toHaveLength(1);
    expect(results(notifier)).toEqual(['success']);
  });

  it('given a message that was sent, when its row cannot be written, then the log tells of it all the same', async () => {
    const sender = new ScriptedSender();
    const notifier = await requestedBy(sender);
    await sql`
      ALTER TABLE notification_deliveries ADD CONSTRAINT nothing_noted CHECK (sending -> 'event' IS NULL)`.execute(
      test.database,
    );
    try {
      await notifier.settle('sms');
    } finally {
      await sql`ALTER TABLE notification_deliveries DROP CONSTRAINT nothing_noted`.execute(test.database);
    }

    expect(sender.asked).toHaveLength(1);
    expect(results(notifier)).toEqual(['success']);
  });
});
