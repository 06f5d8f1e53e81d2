import { pollUntil } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { cancelRebuild } from './cancel-rebuild.js';
import { countingTwice, summaries } from './faulty-summaries.fixture.js';
import { RebuildStack } from './rebuild.fixture.js';
import { rebuildUnattended } from './rebuild.js';
import { sampleLog } from './sample-log.fixture.js';

describe('a rebuild that waits to be promoted', () => {
  let stack: RebuildStack;

  /** Whoever reads a view for long keeps it from being exchanged. */
  let release: () => Promise<void>;
  beforeEach(async () => {
    stack = await RebuildStack.start();
    await stack.followFrom(summaries, sampleLog(100));
    release = await stack.read('read.total_days');
  });
  afterEach(async () => {
    await release();
    await stack.close();
  });

  const states = async (): Promise<object> =>
    Object.fromEntries([...(await stack.generations(summaries))].map(([number, { state }]) => [number, state]));
  const untilReady = (generation = 2): Promise<unknown> =>
    pollUntil(async () => (await stack.generations(summaries)).get(generation)?.state === 'ready', {
      what: 'it is ready',
    });

  it('given it is cancelled, when it ends, then the live generation is as it was', async () => {
    const running = stack.rebuild(summaries).catch((error: unknown) => error);
    await untilReady();
    await cancelRebuild(stack.test.database, 'summaries');

    expect(await within(running, 5_000)).toMatchObject({ code: 'REBUILD.CANCELLED' });
    expect(await states()).toEqual({ 1: 'promoted' });
    await pollUntil(async () => (await stack.traces(summaries)).join() === 'summaries_g1', {
      what: 'no trace is left',
    });
  });

  it('given it is cancelled as it is promoted, when both are done, then one of them was, and something is live', async () => {
    const running = stack.rebuild(summaries).catch(() => 'cancelled');
    await untilReady();
    const cancelled = cancelRebuild(stack.test.database, 'summaries').catch(() => 'promoted');
    await release();

    const isPromoted = (await cancelled) === 'promoted';
    expect(await running).toEqual(isPromoted ? expect.objectContaining({ state: 'promoted' }) : 'cancelled');
    expect(await states()).toEqual(isPromoted ? { 1: 'ready', 2: 'promoted' } : { 1: 'promoted' });
  });

  it('given it is interrupted, when run again, then it goes on with the promotion and tells what was compared', async () => {
    const stop = new AbortController();
    const running = stack.rebuild(summaries, { signal: stop.signal }).catch((error: unknown) => error);
    await untilReady();
    stop.abort(new Error('interrupted'));
    expect(await within(running, 5_000)).toEqual(new Error('interrupted'));
    await release();

    expect(await stack.rebuild(summaries)).toMatchObject({
      ...{ resumed: true, state: 'promoted', generation: 2, comparison: { equal: true } },
    });
  });

  it('given other code asked for over HTTP, when it is killed there, then it is promoted by whoever goes on', async () => {
    const corrected = { ...countingTwice('tx-4'), codeVersion: summaries.codeVersion + 1 };
    const stop = new AbortController();
    const asked = { unattended: true, signal: stop.signal };
    const running = stack.rebuild(corrected, asked).catch((error: unknown) => error);
    await untilReady();
    stop.abort(new Error('killed'));
    await running;
    await release();

    expect(await rebuildUnattended(corrected, IDLE, stack.engines)).toMatchObject({
      ...{ resumed: true, state: 'promoted', generation: 2, comparison: { equal: false } },
    });
  });
});

const IDLE = { signal: new AbortController().signal, onProgress: () => undefined, reportingZone: 'UTC' };

async function within<Result>(work: Promise<Result>, ms: number): Promise<Result | 'too late'> {
  return Promise.race([work, new Promise<'too late'>((resolve) => setTimeout(resolve, ms, 'too late'))]);
}
