import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { pollUntil } from '@app/testing';

import { AppChild } from '../support/app-child.js';
import { notificationsUnderTest, type NotificationsUnderTest } from '../support/tested-notifications.js';
import { notifierKills } from './dose.config.js';

// Real: broker, database, the built notifier as processes that die as by kill -9. Not real: the SMS provider.

const NOTIFICATIONS = 60;

describe('a notifier that dies', () => {
  let under: NotificationsUnderTest;
  const running = new Set<AppChild>();

  beforeAll(async () => {
    under = await notificationsUnderTest();
  });
  afterEach(async () => {
    for (const child of running) child.signal('SIGKILL');
    await Promise.all([...running].map((child) => child.ended()));
    running.clear();
    under.journal.answerAfterMs = 0;
  });
  afterAll(() => under.close());

  const start = (more: Readonly<Record<string, string>> = {}): AppChild => {
    const child = AppChild.start('notifier', { ...under.env, ...under.journal.settings, ...more });
    running.add(child);
    return child;
  };
  /** Whatever was sent twice, or is neither sent nor told to be unknown. */
  const unsound = async (ids: readonly string[]): Promise<readonly string[]> => {
    const [results, taken] = [await under.results(), under.journal.counts()];
    return ids.filter((id) => {
      const times = taken.get(id) ?? 0;
      const told = results.get(id) ?? [];
      return times > 1 || (told.includes('success') ? times !== 1 : !told.includes('unknown'));
    });
  };

  it.each(['after-poll', 'after-send', 'after-send:20', 'before-mark', 'after-produce'])(
    'given a crash %s and a provider that may not be asked twice, when it is back, then nothing is sent twice and all is told',
    async (point) => {
      const doomed = start({ CRASH_AT: `notifier.${point}` });
      const ids = await under.request(NOTIFICATIONS);
      expect(await doomed.ended()).toBe('SIGKILL');
      start();
      await under.untilSettled(ids);

      expect(await unsound(ids)).toEqual([]);
    },
  );

  it('given a crash after sending and a provider that dedupes, when it is back, then each key was sent and all is a success', async () => {
    const doomed = start({ SMS_HTTP_IDEMPOTENT: 'true', CRASH_AT: 'notifier.after-send:10' });
    const ids = await under.request(NOTIFICATIONS);
    expect(await doomed.ended()).toBe('SIGKILL');
    start({ SMS_HTTP_IDEMPOTENT: 'true' });
    await under.untilSettled(ids);

    const results = await under.results();
    expect(ids.filter((id) => results.get(id)?.join() !== 'success')).toEqual([]);
    const keys = Map.groupBy(under.journal.entries, ({ text }) => text);
    expect(ids.filter((id) => new Set(keys.get(id)?.map(({ key }) => key)).size !== 1)).toEqual([]);
  });

  it('given notifiers that are killed at random, when the last one runs, then nothing was sent twice and all is told', async () => {
    under.journal.answerAfterMs = 50;
    const ids: string[] = [];
    const kills = notifierKills();
    let doomed = start();
    for (let kill = 0; kill < kills; kill += 1) {
      const next = start();
      await next.listening;
      ids.push(...(await under.request(NOTIFICATIONS)));
      const { length } = under.journal.entries;
      const begun = (): boolean => under.journal.entries.length > length + 5;
      await pollUntil(begun, { what: 'messages are being sent', intervalMs: 5 });
      doomed.signal('SIGKILL');
      running.delete(doomed);
      doomed = next;
    }
    await under.untilSettled(ids, 120_000);

    expect(await unsound(ids)).toEqual([]);
  }, 1_200_000);

  it('given two notifiers, when one is stopped past its lease while it sends, then nothing is sent twice and all is told', async () => {
    under.journal.answerAfterMs = 300;
    const stopped = start();
    await stopped.listening;
    const ids = await under.request(NOTIFICATIONS);
    const begun = (): boolean => under.journal.counts().size > 0 && ids.some((id) => under.journal.counts().has(id));
    await pollUntil(begun, { what: 'messages are being sent', intervalMs: 5 });
    stopped.signal('SIGSTOP');
    start();
    await under.untilSettled(ids);
    stopped.signal('SIGCONT');
    const more = await under.request(NOTIFICATIONS);
    await under.untilSettled(more);

    expect(await unsound([...ids, ...more])).toEqual([]);
  });
});
