import { consequenceId } from '@app/contracts';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { RulesBench } from './rules-bench.fixture.js';

const DAY = '2030-03-29';
const AT_NOON = Date.parse('2030-03-29T12:00:00Z');
const HOUR = 3_600_000;
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
describe('DailyRule', () => {
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

  it('given the summaries are behind the log of the due time, when it is time, then it waits for them', async () => {
    await (await bench.projector()).stop();
    await switchedOn();
    await bench.settle({ merchant: 'm-1' });
    bench.now = Date.parse(`${DAY}T21:00:00Z`);
    await bench.process(ON);
    await bench.untilItAsksForEnds();
    expect(await bench.asked()).toEqual([]);

    await bench.projector();
    await bench.untilDone(DAY);

    expect(await bodies()).toEqual(['Your total settled amount for today is 490000 Rials.']);
  });

  it('given the projector does not come back, when its patience is over, then it goes on and says so', async () => {
    await (await bench.projector()).stop();
    await switchedOn();
    await bench.settle({ merchant: 'm-1' });
    bench.now = Date.parse(`${DAY}T21:00:00Z`);
    await bench.process(ON);
    await bench.untilItAsksForEnds();

    bench.now += HOUR;
    await bench.untilDone(DAY);

    expect(bench.logged).toContainEqual(expect.objectContaining({ event: 'rule.summaries-behind', day: DAY }));
    expect(await bench.asked()).toEqual([]);
  });

  it('given it is switched on after the time, when that day goes on, then it asks for nothing; the next day it does', async () => {
    await bench.projector();
    bench.now = Date.parse(`${DAY}T22:00:00Z`);
    await switchedOn();
    await bench.settle({ merchant: 'm-1' }, { merchant: 'm-1', at: '2030-03-30T08:00:00Z', minor: '700' });
    bench.now = Date.parse('2030-03-30T21:00:00Z');

    await bench.process(ON);
    await bench.untilDone('2030-03-30');

    expect(await bodies()).toEqual(['Your total settled amount for today is 7 Rials.']);
  });

  it('given nobody was there for days, when one is back, then only the latest day is asked for and the others are named', async () => {
    await bench.projector();
    await switchedOn();
    await bench.settle({ merchant: 'm-1' }, { merchant: 'm-1', at: '2030-03-31T08:00:00Z', minor: '700' });
    bench.now = Date.parse('2030-03-31T23:00:00Z');

    await bench.process(ON);
    await bench.untilDone('2030-03-31');

    expect((await bench.asked()).map(({ data }) => data.notification_id)).toEqual([idOf('m-1', '2030-03-31')]);
    expect(bench.logged).toContainEqual(
      expect.objectContaining({ event: 'rule.days-missed', days: [DAY, '2030-03-30'] }),
    );
  });

  it('given it was off for a day, when it is on again, then that day is neither asked for nor missed', async () => {
    await bench.projector();
    await switchedOn();
    await bench.settle({ merchant: 'm-1' });
    await switchedOn({});
    bench.now = Date.parse('2030-03-30T12:00:00Z');
    await switchedOn();
    bench.now = Date.parse('2030-03-30T21:00:00Z');

    await bench.process(ON);
    await bench.untilDone('2030-03-30');

    expect(await bench.asked()).toEqual([]);
    expect(bench.logged).not.toContainEqual(expect.objectContaining({ event: 'rule.days-missed' }));
  });

  it('given the live summaries are of another zone, when it is time there, then it asks for the day of that zone', async () => {
    await bench.projector('Asia/Tehran');
    await switchedOn();
    // The 29th in UTC, the 30th in Tehran.
    await bench.settle({ merchant: 'm-1', at: `${DAY}T20:45:00Z` });
    bench.now = Date.parse('2030-03-30T17:30:00Z');

    await bench.process(ON);
    await bench.untilDone('2030-03-30');

    const asked = await bench.asked();
    expect(asked.map(({ data }) => data.notification_id)).toEqual([idOf('m-1', '2030-03-30')]);
  });
});
