import { consequenceId } from '@app/contracts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { RulesBench } from './rules-bench.fixture.js';

const DAY = '2030-03-29';
const AT_NOON = Date.parse('2030-03-29T12:00:00Z');
const RULE = {
  at: '21:00',
  channels: ['sms'],
  currency: 'IRR',
  title: 'Daily Transaction Summary',
  body: 'Your total settled amount for today is {amount} Rials.',
};
const ON = { 'daily-summary': RULE };

const idOf = (merchant: string, day = DAY, currency = 'IRR'): string =>
  consequenceId('notification', `rule:daily-summary:${day}:${merchant}:${currency}`);

// Real Kafka and real PostgreSQL; each test has topics, groups and a database of its own.
describe('daily-summary', () => {
  let bench: RulesBench;

  beforeEach(async () => {
    bench = await RulesBench.start();
    bench.now = AT_NOON;
  });
  afterEach(() => bench.close());

  /** Switched on at noon, with nobody running. */
  const switchedOn = async (file: object = ON): Promise<void> => {
    await (await bench.process(file)).stop();
  };
  const bodies = async (): Promise<string[]> => (await bench.asked()).map(({ data }) => data.body).sort();

  it('given merchants with something settled, when it is time, then each is asked for once, with what it settled', async () => {
    await bench.projector();
    await switchedOn();
    await bench.settle({ merchant: '12345', minor: '19000000' }, { merchant: '12345', minor: '30000000' });
    await bench.settle({ merchant: 'm-2', minor: '150' }, { merchant: 'm-2', currency: 'EUR' });
    await bench.settle({ merchant: 'm-3', at: '2030-03-28T23:59:59Z' });
    bench.now = Date.parse(`${DAY}T21:00:00Z`);

    await bench.process(ON);
    await bench.untilDone(DAY);

    const asked = [...(await bench.asked())].sort((a, b) => a.data.user_id.localeCompare(b.data.user_id));
    expect(asked.map(({ data }) => data)).toEqual([
      {
        notification_id: idOf('12345'),
        user_id: '12345',
        title: 'Daily Transaction Summary',
        body: 'Your total settled amount for today is 490000 Rials.',
        channels: ['sms'],
        requested_at: '2030-03-29T21:00:00.000Z',
        source: 'rule',
        rule: 'daily-summary',
      },
      expect.objectContaining({
        notification_id: idOf('m-2'),
        body: 'Your total settled amount for today is 1.50 Rials.',
      }),
    ]);
  });

  it('given no currency is named, when it is time, then each currency is a notification of its own', async () => {
    const file = {
      'daily-summary': { ...RULE, currency: undefined, body: '{date} {merchant_id}: {count} x {amount} {currency}' },
    };
    await bench.projector();
    await switchedOn(file);
    await bench.settle({ merchant: 'm-1', minor: '100' }, { merchant: 'm-1', minor: '250', currency: 'EUR' });
    bench.now = Date.parse(`${DAY}T21:30:00Z`);

    await bench.process(file);
    await bench.untilDone(DAY);

    expect(await bodies()).toEqual([`${DAY} m-1: 1 x 1 IRR`, `${DAY} m-1: 1 x 2.50 EUR`]);
    expect((await bench.asked()).map(({ data }) => data.notification_id).sort()).toEqual(
      [idOf('m-1', DAY, 'EUR'), idOf('m-1', DAY, 'IRR')].sort(),
    );
  });

  it('given two notifiers and several pages, when it is time, then every merchant is asked for exactly once', async () => {
    const merchants = Array.from({ length: 450 }, (_, n) => `m-${String(n)}`);
    await bench.projector();
    await switchedOn();
    await bench.settle(...merchants.map((merchant) => ({ merchant })));
    bench.now = Date.parse(`${DAY}T21:00:00Z`);

    await Promise.all([bench.process(ON), bench.process(ON)]);
    await bench.untilDone(DAY);

    const asked = await bench.asked();
    expect(asked).toHaveLength(merchants.length);
    expect(new Set(asked.map(({ data }) => data.notification_id))).toEqual(new Set(merchants.map((id) => idOf(id))));
  });

  it('given it dies between append and commit, when it is back, then it asks for the same notifications and goes on', async () => {
    const merchants = Array.from({ length: 250 }, (_, n) => `m-${String(n)}`);
    await bench.projector();
    await switchedOn();
    await bench.settle(...merchants.map((merchant) => ({ merchant })));
    bench.now = Date.parse(`${DAY}T21:00:00Z`);
    bench.sink.deaths = 1;

    await bench.process(ON).catch(() => undefined);
    await bench.untilDone(DAY);

    const asked = await bench.asked();
    expect(asked).toHaveLength(450);
    expect(new Set(asked.map(({ id }) => id)).size).toBe(450);
    expect(new Set(asked.map(({ data }) => data.notification_id))).toEqual(new Set(merchants.map((id) => idOf(id))));
  });

  it('given a database restored from before, when it is time once more, then it asks for the same notifications', async () => {
    await bench.projector();
    await switchedOn();
    await bench.settle({ merchant: 'm-1' });
    bench.now = Date.parse(`${DAY}T21:00:00Z`);
    const first = await bench.process(ON);
    await bench.untilDone(DAY);
    await first.stop();
    await sql`UPDATE notification_rules SET last_day = NULL`.execute(bench.log.test.database);

    await bench.process(ON);
    await bench.untilDone(DAY);

    expect((await bench.asked()).map(({ data }) => data.notification_id)).toEqual([idOf('m-1'), idOf('m-1')]);
  });
});
