import { pollUntil } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { cancelRebuild } from './cancel-rebuild.js';
import { countingTwice, summaries } from './faulty-summaries.fixture.js';
import { forgetPrevious } from './forget-previous.js';
import { promote, rollBack } from './promote.js';
import { RebuildStack } from './rebuild.fixture.js';
import { rebuildUnattended } from './rebuild.js';
import { sampleLog, samplePost } from './sample-log.fixture.js';

const WITHIN = { withinMs: 10_000 };

describe('a rebuild', () => {
  let stack: RebuildStack;

  beforeEach(async () => {
    stack = await RebuildStack.start();
    await stack.followFrom(summaries, sampleLog(100));
  });
  afterEach(() => stack.close());

  const states = async (): Promise<object> =>
    Object.fromEntries([...(await stack.generations(summaries))].map(([number, { state }]) => [number, state]));

  it('given another is running, when begun, then it is refused and the running one is not disturbed and keeps its rate', async () => {
    let rate = 0;
    const first = stack.rebuild(summaries, {
      throttle: 100,
      onProgress: ({ state, events_per_second }) => {
        if (state === 'building') rate = events_per_second;
      },
    });
    await pollUntil(async () => (await stack.generations(summaries)).has(2), { what: 'the first has begun' });

    await expect(stack.rebuild(summaries)).rejects.toMatchObject({ code: 'REBUILD.RUNNING' });
    expect(await first).toMatchObject({ state: 'promoted', generation: 2 });
    expect(rate).toBeGreaterThan(40);
    expect(rate).toBeLessThanOrEqual(105);
  });

  it('given code that counts one event twice, when rebuilt, then the rows are named and nothing is promoted before it is accepted', async () => {
    const outcome = await stack.rebuild(countingTwice('tx-4'));

    expect(outcome).toMatchObject({ state: 'ready', refused: expect.stringContaining('differs') });
    expect(await states()).toEqual({ 1: 'promoted', 2: 'ready' });
    const named = outcome.comparison?.tables.map(({ table, named }) => [table, named.map(({ key }) => key)]);
    expect(Object.fromEntries(named ?? [])).toMatchObject({
      facts: [{ transaction_id: 'counted-again' }],
      total_days: [{ currency: 'JPY', day: '2026-03-27' }],
      merchant_days: [{ currency: 'JPY', merchant_id: 'm-4' }],
    });
    expect(outcome.comparison?.tables.find(({ table }) => table === 'total_days')?.sums).toHaveProperty([
      'received_minor JPY',
    ]);
    expect(await rebuildUnattended(summaries, { ...IDLE }, stack.engines)).toBeUndefined();

    await promote(stack.test.database, summaries, 2, WITHIN);
    expect(await states()).toEqual({ 1: 'ready', 2: 'promoted' });
  });

  it('given a generation that waits, when cancelled, then it is gone without a trace', async () => {
    await stack.rebuild(countingTwice('tx-4'));

    expect(await cancelRebuild(stack.test.database, 'summaries')).toBe(2);
    expect(await states()).toEqual({ 1: 'promoted' });
    await pollUntil(async () => (await stack.traces(summaries)).join() === 'summaries_g1', {
      what: 'no trace is left',
    });
    await expect(cancelRebuild(stack.test.database, 'summaries')).rejects.toMatchObject({ code: 'REBUILD.REFUSED' });
  });

  it('given a live row that was changed by hand, when rebuilt, then exactly it is named, and accepting mends it', async () => {
    const { rows } = await sql<{ readonly merchant_id: string }>`
      UPDATE summaries_g1.merchant_days SET received_minor = received_minor + 1
      WHERE ctid = (SELECT min(ctid) FROM summaries_g1.merchant_days) RETURNING *`.execute(stack.test.database);
    const { comparison, state } = await stack.rebuild(summaries);

    expect(state).toBe('ready');
    const named = comparison?.tables.flatMap(({ table, named: found }) => found.map((row) => ({ table, ...row })));
    expect(named).toMatchObject([{ table: 'merchant_days', key: { merchant_id: rows[0]?.merchant_id } }]);
    expect(Object.keys(named?.[0]?.live ?? {})).toEqual(['received_minor']);

    await promote(stack.test.database, summaries, 2, WITHIN);
    expect(await stack.rebuild(summaries, { promote: 'manual' })).toMatchObject({ comparison: { equal: true } });
  });

  it('given two rebuilds, when done, then the live generation and the one before it are all that is left', async () => {
    await stack.rebuild(summaries);
    await stack.rebuild(summaries);

    expect(await states()).toEqual({ 2: 'ready', 3: 'promoted' });
    await pollUntil(async () => (await stack.traces(summaries)).join() === 'summaries_g2,summaries_g3', {
      what: 'nothing of the others is left',
    });
  });

  it('given a rollback after more events, when made, then the generation before shows all of them', async () => {
    await stack.rebuild(summaries);
    await stack.append(Array.from({ length: 50 }, (_, at) => samplePost(at, `later-${String(at)}`)));

    expect(await rollBack(stack.test.database, summaries, WITHIN)).toBe(1);
    expect(await states()).toEqual({ 1: 'promoted', 2: 'rolled_back' });
    await stack.untilApplied(summaries, 1);
    await expect(rollBack(stack.test.database, summaries, WITHIN)).rejects.toMatchObject({ code: 'REBUILD.REFUSED' });
  });

  it('given an unfinished generation beside the live one, when rebuilt in place, then that is what happens', async () => {
    const stop = new AbortController();
    const running = stack.rebuild(summaries, { throttle: 50, signal: stop.signal }).catch((error: unknown) => error);
    await pollUntil(async () => Number((await stack.generations(summaries)).get(2)?.events_done) > 0, {
      what: 'half of it',
    });
    stop.abort(new Error('interrupted'));
    await running;

    const outcome = await stack.rebuild(summaries, { promote: 'in_place' });
    expect(outcome).toMatchObject({ state: 'promoted', resumed: false, generation: 3, comparison: undefined });
    expect(await states()).toEqual({ 3: 'promoted' });
    await stack.untilApplied(summaries, 3);
    await pollUntil(async () => (await stack.traces(summaries)).join() === 'summaries_g3', {
      what: 'no trace is left',
    });
  });

  it('given tables of a dropped generation that somebody still reads, when rebuilt, then it does not wait for them', async () => {
    await stack.rebuild(countingTwice('tx-4'));
    const release = await stack.read('summaries_g2.facts');

    expect(await stack.rebuild(summaries, { promote: 'manual' })).toMatchObject({ state: 'ready', generation: 3 });
    await release();
    await stack.rebuild(summaries, { promote: 'manual' });
    expect(await stack.traces(summaries)).not.toContain('summaries_g2');
  });

  it('given the generation before, when it is forgotten, then its tables are gone, and there is nothing to go back to', async () => {
    await stack.rebuild(summaries);
    expect(await states()).toEqual({ 1: 'ready', 2: 'promoted' });

    expect(await forgetPrevious(stack.test.database, 'summaries')).toBe(1);
    expect(await states()).toEqual({ 2: 'promoted' });
    await expect(forgetPrevious(stack.test.database, 'summaries')).rejects.toMatchObject({ code: 'REBUILD.REFUSED' });
    await expect(rollBack(stack.test.database, summaries, { withinMs: 1_000 })).rejects.toMatchObject({
      code: 'REBUILD.REFUSED',
    });
  });

  it('given a generation that nobody follows, when promoted, then the live one is hardly held up meanwhile', async () => {
    const corrected = { ...summaries, codeVersion: summaries.codeVersion + 1 };
    await stack.rebuild(corrected, { promote: 'manual' });
    await stack.append([samplePost(1, 'later')]);
    await stack.untilApplied(summaries, 1);

    const promotion = promote(stack.test.database, corrected, 2, { withinMs: 4_000 }).catch((error: unknown) => error);
    let longestMs = 0;
    for (const end = performance.now() + 3_500; performance.now() < end;) {
      const began = performance.now();
      await sql`UPDATE log_positions SET updated_at = now() WHERE reader = 'summaries_g1'`.execute(stack.test.database);
      longestMs = Math.max(longestMs, performance.now() - began);
    }
    expect(longestMs).toBeLessThan(2_000);
    expect(await promotion).toMatchObject({
      ...{ code: 'REBUILD.REFUSED', message: expect.stringContaining('1 events behind') },
    });
  });
});

const IDLE = { signal: new AbortController().signal, onProgress: () => undefined, reportingZone: 'UTC' };
