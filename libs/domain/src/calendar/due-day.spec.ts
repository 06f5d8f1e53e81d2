import { describe, expect, it } from '@jest/globals';

import { dueDay, type DailyPlan } from './due-day.js';

const TEHRAN: DailyPlan = { timeZone: 'Asia/Tehran', at: '21:00', since: 0, lastDay: '2026-03-28' };
/** 21:00 in Tehran. */
const DUE = Date.parse('2026-03-29T17:30:00Z');
const HOUR = 3_600_000;

describe('dueDay', () => {
  it('given yesterday is done, when it is not yet time, then nothing is due', () => {
    expect(dueDay(TEHRAN, DUE - 1)).toBeUndefined();
  });

  it.each([0, 2 * HOUR, 23 * HOUR])(
    'given yesterday is done, when it is %p ms past the time, then today is due',
    (late) => {
      expect(dueDay(TEHRAN, DUE + late)).toEqual({ day: '2026-03-29', dueAt: DUE, missed: [] });
    },
  );

  it('given today is done, when asked again, then nothing is due', () => {
    expect(dueDay({ ...TEHRAN, lastDay: '2026-03-29' }, DUE + 2 * HOUR)).toBeUndefined();
  });

  it('given it is switched on after the time, when asked until the next time, then nothing is due; then one day is', () => {
    const plan = { ...TEHRAN, lastDay: undefined, since: DUE + HOUR };
    expect(dueDay(plan, DUE + 2 * HOUR)).toBeUndefined();
    expect(dueDay(plan, DUE + 24 * HOUR - 1)).toBeUndefined();
    expect(dueDay(plan, DUE + 24 * HOUR)).toEqual({ day: '2026-03-30', dueAt: DUE + 24 * HOUR, missed: [] });
  });

  it('given nobody was there for days, when asked, then the latest is due and the others are named', () => {
    expect(dueDay(TEHRAN, DUE + 72 * HOUR)).toMatchObject({
      day: '2026-04-01',
      missed: ['2026-03-29', '2026-03-30', '2026-03-31'],
    });
  });

  it('given nobody was there since it was switched on, when asked, then days before that were not missed', () => {
    const plan = { ...TEHRAN, lastDay: undefined, since: DUE - HOUR };
    expect(dueDay(plan, DUE + 24 * HOUR)).toMatchObject({ day: '2026-03-30', missed: ['2026-03-29'] });
  });

  it('given the clock of the machine was set back, when asked, then what was done is not due again', () => {
    expect(dueDay({ ...TEHRAN, lastDay: '2026-03-29' }, DUE - 20 * HOUR)).toBeUndefined();
  });
});
