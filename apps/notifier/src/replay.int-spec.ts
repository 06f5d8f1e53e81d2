import { CHANNELS, consequenceId, newEventId, type Channel, type DomainEvent } from '@app/contracts';
import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { MIGRATIONS } from '../../../migrations/index.js';
import { NotifierOnTheBench, notificationRequested, ScriptedSender } from './notifier-on-the-bench.fixture.js';

const REQUESTS = 100_000;
/** Cuts the log at other places than between notifications. */
const BATCH = 5_999;

/** A request that was sent, on one channel after the other. */
function sent(channel: Channel): readonly DomainEvent[] {
  const request = notificationRequested([channel]);
  const envelope = { source: '/tidemark/notifier', time: request.time, subject: request.subject };
  const attemptId = newEventId();
  return [
    request,
    {
      ...envelope,
      id: attemptId,
      type: 'NotificationAttempted.v1',
      data: {
        notification_id: request.subject,
        channel,
        attempt: 1,
        result: 'success',
        provider: 'provider',
        attempted_at: request.time,
      },
    },
    {
      ...envelope,
      id: consequenceId('completion', attemptId),
      type: 'NotificationCompleted.v1',
      data: { notification_id: request.subject, status: 'sent', completed_at: request.time },
    },
  ];
}

/** Real: PostgreSQL. Not real: Kafka, the providers. */
describe('a replay of the log', () => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await createTestDatabase({ migrations: MIGRATIONS });
  });
  afterAll(async () => {
    await test.drop();
  });

  it('given 100,000 requests that were sent, when an empty database reads them all, then nothing is sent or told', async () => {
    const senders = CHANNELS.map((channel) => [channel, new ScriptedSender()] as const);
    const providers = Object.fromEntries(senders.map(([channel, sender]) => [channel, [{ name: 'provider', sender }]]));
    const notifier = new NotifierOnTheBench(test.database, providers);
    for (let n = 0; n < REQUESTS; n += 1) notifier.write(...sent(CHANNELS[n % CHANNELS.length] ?? 'sms'));
    const { length } = notifier.log.events;
    for (let read = 0; read < length; read += BATCH) await notifier.read({ live: false, count: BATCH });
    await notifier.settle(...CHANNELS);

    expect(length).toBe(3 * REQUESTS);
    expect(senders.flatMap(([, { asked }]) => asked)).toEqual([]);
    expect(notifier.log.events).toHaveLength(length);
    expect(await notifier.waitingCompletions()).toEqual([]);
    const { rows } = await sql<{ count: string }>`SELECT count(*) FROM notification_deliveries`.execute(test.database);
    expect(rows).toEqual([{ count: String(REQUESTS) }]);
  });
});
