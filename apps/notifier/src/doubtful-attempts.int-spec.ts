import { newEventId, type NotificationAttempted } from '@app/contracts';
import { NotAppendedError, type Keyed } from '@app/messaging';
import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sql, type KyselyPlugin } from 'kysely';

import { MIGRATIONS } from '../../../migrations/index.js';
import { SendingStore } from './deliveries/sending-store.js';
import { ATTEMPT_QUEUES, attemptItemId } from './deliveries/work-of-delivery.js';
import { NotifierOnTheBench, notificationRequested, ScriptedSender } from './notifier-on-the-bench.fixture.js';
import type { SendResult } from './senders/sender.js';

const AWAY: SendResult = { kind: 'unavailable', message: 'nobody there' };
const NO_ANSWER: SendResult = { kind: 'unknown', message: 'no answer' };

/** Loses the answer to the next statement that was carried out. */
class LossyLine implements KyselyPlugin {
  loses: string | undefined;
  private lost = false;

  transformQuery({ node }: Parameters<KyselyPlugin['transformQuery']>[0]): typeof node {
    this.lost = this.loses !== undefined && JSON.stringify(node).includes(this.loses);
    return node;
  }

  transformResult({ result }: Parameters<KyselyPlugin['transformResult']>[0]): Promise<typeof result> {
    if (!this.lost) return Promise.resolve(result);
    this.loses = undefined;
    return Promise.reject(new Error('the connection broke'));
  }
}

/** Real: PostgreSQL. Not real: Kafka, the providers. */
describe('a message that a provider may have taken', () => {
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

  const benchOf = (senders: Readonly<Record<string, ScriptedSender>>, patience = {}): NotifierOnTheBench => {
    const providers = Object.entries(senders).map(([name, sender]) => ({ name, sender }));
    return new NotifierOnTheBench(test.database, { sms: providers }, patience);
  };
  /** What the log tells: `first unknown`. */
  const told = ({ log }: NotifierOnTheBench): string[] =>
    log.events.flatMap(({ event }) =>
      event.type === 'NotificationAttempted.v1' ? `${String(event.data.provider)} ${event.data.result}` : [],
    );
  const attempted = (
    notificationId: string,
    data: Pick<NotificationAttempted['data'], 'attempt' | 'result'>,
  ): Keyed<NotificationAttempted> => ({
    id: newEventId(),
    type: 'NotificationAttempted.v1',
    source: '/tidemark/spec',
    time: '2026-03-29T02:00:05.000Z',
    subject: notificationId,
    data: {
      notification_id: notificationId,
      channel: 'sms',
      provider: 'first',
      attempted_at: '2026-03-29T02:00:05.000Z',
      ...data,
    },
  });

  it('given a process that died while it asked, when its provider is away now, then that is told and no other is asked', async () => {
    const first = new ScriptedSender(true);
    const second = new ScriptedSender();
    const notifier = await benchOf({ first, second })
      .write(notificationRequested(['sms']))
      .read();
    first.dies = true;
    await notifier.die('sms');
    await notifier.waitAMinute();
    first.dies = false;
    first.answers = [AWAY, AWAY, AWAY];
    await notifier.settle('sms');

    expect(told(notifier)).toEqual(['first unknown', 'first retry', 'first retry', 'first success']);
    expect(second.asked).toEqual([]);
  });

  it('given no answer, when its provider is away then, then nobody else is asked where it may not be sent twice', async () => {
    const first = new ScriptedSender(true);
    const second = new ScriptedSender();
    first.answers = [NO_ANSWER, AWAY, AWAY];
    const notifier = benchOf({ first, second }).write(notificationRequested(['sms']));
    await notifier.settle('sms');

    expect(told(notifier)).toEqual(['first unknown', 'first retry', 'first retry', 'first success']);
    expect(second.asked).toEqual([]);
  });

  it('given that it turns out to have arrived, when another attempt is at work already, then nothing is sent', async () => {
    const first = new ScriptedSender();
    first.answers = [NO_ANSWER];
    const request = notificationRequested(['sms']);
    const notifier = benchOf({ first }, { unknownOutcome: 'retry' }).write(request);
    await (await notifier.read()).send('sms');
    await notifier.read();
    const key = { notificationId: request.subject, channel: 'sms' } as const;
    const store = new SendingStore(test.database);
    const loaded = await store.load(key);
    await notifier.write(attempted(request.subject, { attempt: 1, result: 'success' })).read();

    const sending = { attempt: 2, provider: 'first', event_id: newEventId() };
    expect(await store.begin(key, sending, loaded?.sending ?? null)).toBe(false);
    // As claimed before the answer came.
    await test.database.transaction().execute((transaction) =>
      ATTEMPT_QUEUES.sms.enqueue(transaction, [
        {
          id: attemptItemId(request.subject, 2),
          partition: 0,
          since: '2026-03-29T02:00:00Z',
          delayMs: 0,
          payload: { notification_id: request.subject, attempt: 2 },
        },
      ]),
    );
    expect(await notifier.send('sms')).toMatchObject([{ kind: 'done' }]);
    expect(first.asked).toHaveLength(1);
  });

  it('given that neither the log nor PostgreSQL takes its result, when one is back, then it is told and not sent again', async () => {
    const sender = new ScriptedSender();
    const notifier = await benchOf({ sender })
      .write(notificationRequested(['sms']))
      .read();
    notifier.log.failure = new NotAppendedError('down');
    await sql`
      ALTER TABLE notification_deliveries ADD CONSTRAINT nothing_noted CHECK (sending -> 'event' IS NULL)`.execute(
      test.database,
    );
    const sends = notifier.send('sms');
    await expect(Promise.race([sends.catch(String), new Promise((r) => setTimeout(r, 100, 'at it'))])).resolves.toBe(
      'at it',
    );
    // Its lease has ended meanwhile.
    await notifier.waitAMinute();
    expect(await (await notifier.hasten()).send('sms')).toMatchObject([{ kind: 'later' }]);
    await sql`ALTER TABLE notification_deliveries DROP CONSTRAINT nothing_noted`.execute(test.database);
    await sends;
    notifier.log.failure = undefined;
    await notifier.settle('sms');

    expect(sender.asked).toHaveLength(1);
    expect(told(notifier)).toEqual(['sender success']);
  });

  it('given an attempt whose beginning was not confirmed, when PostgreSQL has it, then it is known not to be sent', async () => {
    const line = new LossyLine();
    const sender = new ScriptedSender();
    const notifier = new NotifierOnTheBench(test.database.withPlugin(line), { sms: [{ name: 'sender', sender }] });
    await notifier.write(notificationRequested(['sms'])).read();
    line.loses = 'SET sending';
    await expect(notifier.send('sms')).rejects.toThrow('the connection broke');
    expect(sender.asked).toEqual([]);
    await notifier.settle('sms');

    expect(sender.asked).toHaveLength(1);
    expect(told(notifier)).toEqual(['sender success']);
  });

  it('given a provider that dedupes but needs an address, when that is gone, then the channel goes on', async () => {
    await sql`INSERT INTO contacts (user_id, channel, address) VALUES ('u-1', 'sms', '+989120000000')`.execute(
      test.database,
    );
    const first = new ScriptedSender(true);
    const second = new ScriptedSender(true, false);
    first.answers = [NO_ANSWER];
    const notifier = benchOf({ first, second }).write(notificationRequested(['sms'], { recipients: {} }));
    await (await notifier.read()).send('sms');
    await notifier.read();
    await sql`DELETE FROM contacts`.execute(test.database);
    await notifier.settle('sms');

    expect(told(notifier)).toEqual(['first unknown', 'null failed']);
    expect(second.asked).toEqual([]);
  });
});
