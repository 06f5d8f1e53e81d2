import { consequenceId, newEventId, type NotificationRequested, type TransactionFailed } from '@app/contracts';
import type { Keyed } from '@app/messaging';
import { pollUntil } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { DatabaseBackup } from '../../../../test/support/database-backup.js';
import { failedEvent, type Failing } from './rule-events.fixture.js';
import { RulesBench } from './rules-bench.fixture.js';

const RULE = 'notify-when-transaction-failed';
const ON = {
  [RULE]: {
    channels: ['email', 'sms'],
    title: 'Payment {transaction_id} failed',
    body: '{amount} {currency}: {reason}',
  },
};
const OFF = {};

const idOf = (transactionId: string): string => consequenceId('notification', `rule:${RULE}:${transactionId}`);
const transactionsOf = (asked: readonly NotificationRequested[]): (string | undefined)[] =>
  asked.map(({ data }) => data.transaction_id).sort();
const failing = (...ids: readonly string[]): Failing[] => ids.map((id) => ({ id, userId: `user of ${id}` }));
const many = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${prefix}${String(n)}`);

// Real Kafka and real PostgreSQL; each test has topics, groups and a database of its own.
describe('notify-when-transaction-failed', () => {
  let bench: RulesBench;

  beforeEach(async () => {
    bench = await RulesBench.start();
  });
  afterEach(() => bench.close());

  /** The last of these is behind everything else of its partition, and there is one in each. */
  const untilAllIsRead = async (): Promise<readonly NotificationRequested[]> => {
    await bench.fail(...failing(...many('last-', 60)));
    await pollUntil(async () => (await lag()) === 0, { what: 'the rule is at the end' });
    return (await bench.asked()).filter(({ data }) => data.transaction_id?.startsWith('last-') === false);
  };
  const lag = async (): Promise<number> => {
    const { rows } = await sql<{ readonly read: number }>`
      SELECT coalesce(sum(next_offset), 0)::int AS read FROM log_positions`.execute(bench.log.test.database);
    return (await bench.log.written()).length - (rows[0]?.read ?? 0);
  };
  const untilOff = (): Promise<unknown> =>
    pollUntil(() => bench.logged.some((fact) => JSON.stringify(fact).includes(`"off":["${RULE}"]`)), {
      what: 'it is switched off',
    });
  const setBack = (): Promise<unknown> =>
    sql`UPDATE log_positions SET next_offset = 0, last_event_id = ''`.execute(bench.log.test.database);

  it('given a log with history, when switched on, then it asks for none of it, and once for each failure after that', async () => {
    await bench.fail(...failing(...many('old-', 100)));
    await bench.process(ON);
    await bench.fail({ id: 'tx-1', userId: '12345', reason: 'no funds' }, ...failing('tx-2'));

    const asked = await untilAllIsRead();

    expect(transactionsOf(asked)).toEqual(['tx-1', 'tx-2']);
    expect(asked.find(({ data }) => data.transaction_id === 'tx-1')).toMatchObject({
      source: '/tidemark/notifier',
      subject: idOf('tx-1'),
      data: {
        notification_id: idOf('tx-1'),
        user_id: '12345',
        title: 'Payment tx-1 failed',
        body: '490000 IRR: no funds',
        channels: ['email', 'sms'],
        source: 'rule',
        rule: RULE,
        transaction_id: 'tx-1',
      },
    });
  });

  it.each([
    [undefined, ['u-1', 'm-2']],
    ['user', ['u-1']],
    ['merchant', ['m-1', 'm-2']],
  ])('given transactions with and without a user, when %p is to be told, then %j are', async (to, told) => {
    await bench.process({ [RULE]: { ...ON[RULE], ...(to !== undefined && { to }) } });
    await bench.fail(
      { id: 'tx-1', userId: 'u-1', merchantId: 'm-1' },
      { id: 'tx-2', merchantId: 'm-2' },
      { id: 'tx-3', merchantId: null, userId: '' },
    );

    const asked = await untilAllIsRead();

    expect(asked.map(({ data }) => data.user_id).sort()).toEqual([...told].sort());
  });

  it('given outcomes that do not count, when read, then they ask for nothing', async () => {
    await bench.process(ON);
    const outcome = (id: string): Keyed<TransactionFailed> => failedEvent({ id, userId: 'u-1' });
    const [foreign, later] = [outcome('tx-1'), outcome('tx-2')];
    await bench.log.write(
      Object.assign(foreign, { id: newEventId() }),
      Object.assign(later, { data: Object.assign(later.data, { received_event_id: newEventId() }) }),
    );

    expect(await untilAllIsRead()).toEqual([]);
  });

  it('given the process dies between append and commit, when it is back, then it asks for the same, byte for byte', async () => {
    await bench.process(ON);
    bench.sink.deaths = 3;
    await bench.fail(...failing('tx-1', 'tx-2', 'tx-3'));
    await pollUntil(() => bench.sink.deaths === 0, { what: 'it has died' });

    const asked = await untilAllIsRead();

    expect(asked.length).toBeGreaterThan(3);
    expect([...new Set(asked.map((event) => JSON.stringify(event)))]).toHaveLength(3);
    expect([...new Set(transactionsOf(asked))]).toEqual(['tx-1', 'tx-2', 'tx-3']);
  });

  it('given all was asked for, when positions are set back, then it is asked for again with the same ids and texts', async () => {
    const rules = await bench.process(ON);
    await bench.fail(...failing(...many('tx-', 50)));
    await bench.untilAsked(50);
    await rules.stop();
    await setBack();

    await bench.process(ON);
    const asked = await bench.untilAsked(100);

    expect(asked).toHaveLength(100);
    expect(new Set(asked.map((event) => JSON.stringify(event))).size).toBe(50);
  });

  it('given a database restored from an older copy, when it goes on, then what it asks for again has the same ids', async () => {
    const rules = await bench.process(ON);
    await bench.fail(...failing('before'));
    await bench.untilAsked(1);
    await rules.stop();
    const backup = await DatabaseBackup.of(bench.log.test.url);
    const again = await bench.process(ON);
    await bench.fail(...failing(...many('after-', 20)));
    await bench.untilAsked(21);
    await again.stop();
    await backup.restore();

    await bench.process(ON);
    const asked = await bench.untilAsked(41);

    expect(asked).toHaveLength(41);
    expect(new Set(asked.map(({ id }) => id)).size).toBe(21);
    expect(new Set(asked.map(({ data }) => data.notification_id)).size).toBe(21);
  });

  it('given failures while it was down, when it is back, then it asks for them', async () => {
    await (await bench.process(ON)).stop();
    await bench.fail(...failing('tx-1'));

    await bench.process(ON);

    expect(transactionsOf(await untilAllIsRead())).toEqual(['tx-1']);
  });

  it('given failures while it was off, when it is on again, then it asks for none of them', async () => {
    const on = await bench.process(ON);
    await bench.fail(...failing('tx-1'));
    await bench.untilAsked(1);
    await on.stop();
    const off = await bench.process(OFF);
    await untilOff();
    await bench.fail(...failing('tx-2'));
    await off.stop();

    await bench.process(ON);
    await bench.fail(...failing('tx-3'));

    expect(transactionsOf(await untilAllIsRead())).toEqual(['tx-1', 'tx-3']);
  });

  it('given a notifier of the older configuration outlives the one that switched it off, when it is on again, then that time is not asked for', async () => {
    const older = await bench.process(ON);
    const off = await bench.process(OFF);
    await untilOff();
    await bench.fail(...failing('tx-1'));
    await pollUntil(async () => (await lag()) === 0, {
      what: 'the older one has begun anew, at the end',
    });
    await Promise.all([older.stop(), off.stop()]);
    const before = await bench.asked();
    await bench.fail(...failing('tx-2'));

    await bench.process(ON);
    await bench.fail(...failing('tx-3'));

    expect(transactionsOf(await untilAllIsRead())).toEqual([...transactionsOf(before), 'tx-3']);
  });
});
