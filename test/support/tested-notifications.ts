import { newEventId, type NotificationRequested } from '@app/contracts';
import type { Keyed } from '@app/messaging';
import { pollUntil } from '@app/testing';

import { JournalServer } from './journal-server.js';
import { logUnderTest, type LogUnderTest } from './tested-log.js';

/** What the log tells of notifications by SMS, and what the provider took. */
export interface NotificationsUnderTest extends LogUnderTest {
  readonly journal: JournalServer;
  /** Writes requests whose text is their id. @returns the ids */
  request(count: number): Promise<readonly string[]>;
  /** The results of the attempts, in log order, by notification. */
  results(): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Waits until the log tells of each that it was sent, or that nobody knows. */
  untilSettled(ids: readonly string[], timeoutMs?: number): Promise<void>;
}

export async function notificationsUnderTest(): Promise<NotificationsUnderTest> {
  const under = await logUnderTest('notifications', 'notifier');
  const journal = await JournalServer.start();
  const results = async (): Promise<ReadonlyMap<string, readonly string[]>> => {
    const byId = new Map<string, string[]>();
    for (const event of await under.written()) {
      if (event.type !== 'NotificationAttempted.v1') continue;
      const { notification_id: id, result } = event.data;
      byId.set(id, [...(byId.get(id) ?? []), result]);
    }
    return byId;
  };
  return {
    ...under,
    journal,
    results,
    async request(count) {
      const requests = Array.from({ length: count }, requested);
      await under.write(...requests);
      return requests.map(({ subject }) => subject);
    },
    async untilSettled(ids, timeoutMs = 60_000) {
      const isSettled = async (): Promise<boolean> => {
        const told = await results();
        return ids.every((id) => (told.get(id) ?? []).some((result) => result === 'success' || result === 'unknown'));
      };
      await pollUntil(isSettled, { what: 'every notification is settled', timeoutMs, intervalMs: 200 });
    },
    async close() {
      await journal.close();
      await under.close();
    },
  };
}

function requested(): Keyed<NotificationRequested> {
  const id = newEventId();
  const time = new Date().toISOString();
  return {
    id: newEventId(),
    type: 'NotificationRequested.v1',
    source: '/tidemark/spec',
    time,
    subject: id,
    data: {
      notification_id: id,
      user_id: 'u-1',
      title: 'Title',
      body: id,
      channels: ['sms'],
      recipients: { sms: '+989120000000' },
      requested_at: time,
      source: 'unsigned',
    },
  };
}
