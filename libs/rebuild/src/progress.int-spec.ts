import { pollUntil } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { summaries } from './faulty-summaries.fixture.js';
import { RebuildStack } from './rebuild.fixture.js';
import type { RebuildOptions } from './rebuild.js';
import { sampleLog } from './sample-log.fixture.js';

describe('the progress of a rebuild', () => {
  let stack: RebuildStack;

  beforeEach(async () => {
    stack = await RebuildStack.start();
    await stack.followFrom(summaries, sampleLog(100));
  });
  afterEach(() => stack.close());

  it('given indexes and statistics take long, when all is read, then the row says so and the time left goes on being told', async () => {
    const told: (number | null)[] = [];
    const rebuilding = stack.rebuild(summaries, {
      throttle: 100,
      onProgress: ({ state, events_done, events_total, eta_seconds }) => {
        if (state === 'building' && events_total > 0 && events_done === events_total) told.push(eta_seconds);
      },
    });
    const second = async () => (await stack.generations(summaries)).get(2);
    await pollUntil(async () => (await second()) !== undefined, { what: 'it has begun' });
    const letGo = await stack.analyzing('summaries_g2.facts');

    await pollUntil(() => told.length > 3, { what: 'it was told how far it is, again and again' });
    const row = await second();
    expect(row).toMatchObject({ state: 'building', events_done: row?.events_total });
    await letGo();
    expect(await rebuilding).toMatchObject({ state: 'promoted', generation: 2 });
  });

  it('given there was one before, when begun, then the time left is told before anything is read', async () => {
    const told: (number | null)[] = [];
    const onProgress: RebuildOptions['onProgress'] = ({ events_done, events_total, eta_seconds }) => {
      if (events_total > 0 && events_done === 0) told.push(eta_seconds);
    };
    await stack.rebuild(summaries, { onProgress });
    expect(told).toContain(null);

    told.length = 0;
    await stack.rebuild(summaries, { onProgress });
    expect(told.length).toBeGreaterThan(0);
    expect(told).not.toContain(null);
  });
});
