import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { AppChild } from '../support/app-child.js';
import { DatabaseBackup } from '../support/database-backup.js';
import { notificationsUnderTest, type NotificationsUnderTest } from '../support/tested-notifications.js';

// Real: broker, database, the built notifier. Not real: the SMS provider.

const BEFORE = 40;
const AFTER = 60;

describe('a notifier whose PostgreSQL is restored from an older copy', () => {
  let under: NotificationsUnderTest;

  beforeAll(async () => {
    under = await notificationsUnderTest();
  });
  afterAll(() => under.close());

  /** Runs one until all of these are settled. */
  const settle = async (ids: readonly string[]): Promise<void> => {
    const notifier = AppChild.start('notifier', { ...under.env, ...under.journal.settings });
    try {
      await under.untilSettled(ids);
    } finally {
      expect(await notifier.stop()).toBe('0');
    }
  };

  it('given messages sent since, when started again, then it reads what it told before it sends, and sends nothing twice', async () => {
    const before = await under.request(BEFORE);
    await settle(before);
    const backup = await DatabaseBackup.of(under.test.url);
    const since = await under.request(AFTER);
    await settle(since);
    await backup.restore();
    const afterwards = await under.request(1);
    await settle(afterwards);

    const all = [...before, ...since, ...afterwards];
    const taken = under.journal.counts();
    expect(all.filter((id) => taken.get(id) !== 1)).toEqual([]);
    const written = await under.written();
    const attempts = written.filter(({ type }) => type === 'NotificationAttempted.v1');
    expect(attempts.map(({ subject }) => subject).toSorted()).toEqual(all.toSorted());
    // An end may be told twice, around the restore: always the same event.
    const ends = written.filter(({ type }) => type === 'NotificationCompleted.v1');
    const contents = Map.groupBy(ends, ({ subject }) => subject);
    expect([...contents.values()].filter((same) => new Set(same.map((it) => JSON.stringify(it))).size > 1)).toEqual([]);
  });
});
