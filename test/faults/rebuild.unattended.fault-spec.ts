import type { RebuildStatus } from '@app/rebuild';
import { pollUntil } from '@app/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { sampleLog } from '../../libs/rebuild/src/sample-log.fixture.js';
import { generationsLeft } from '../support/generations-left.js';
import { ProjectorProcess } from '../support/projector-process.js';
import { ReadStack } from '../support/read-stack.js';
import { inheritedEnvironment } from '../support/system.config.js';
import { Cli } from './cli.js';

// Real: engines, the built projector and the process in which it rebuilds, both of which are killed.

const TRANSACTIONS = 300;
const ROUTE = '/v1/projections/summaries/rebuilds';

describe('a rebuild that was asked for over HTTP', () => {
  let stack: ReadStack;
  let projector: ProjectorProcess;

  beforeAll(async () => {
    stack = await ReadStack.start();
    await stack.appendAll(sampleLog(TRANSACTIONS));
  });
  afterEach(() => projector.stop());
  afterAll(() => stack.close());

  const post = (path = '', body: object = {}): Promise<Response> =>
    fetch(projector.url + ROUTE + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const generations = async (): Promise<readonly RebuildStatus[]> => {
    const answer = await fetch(projector.url + ROUTE);
    return ((await answer.json()) as { readonly items: readonly RebuildStatus[] }).items;
  };
  const newest = async (): Promise<RebuildStatus | undefined> => (await generations())[0];
  const untilPromoted = (generation: number): Promise<unknown> =>
    pollUntil(
      async () => {
        expect(await newest()).toMatchObject({ generation, state: 'promoted', comparison: { equal: true } });
        return true;
      },
      { what: `generation ${String(generation)} is promoted` },
    );

  it('given it runs, when another is asked for, then that is refused; when its projector is killed, then the next goes on', async () => {
    projector = await ProjectorProcess.start(stack.env);
    const begun = await post('', { throttle: 100 });
    expect({ status: begun.status, body: await begun.json() }).toMatchObject({
      status: 202,
      body: { generation: 2, state: 'building', promote: 'auto' },
    });
    expect((await post()).status).toBe(409);
    await pollUntil(async () => Number((await newest())?.events_done) > 0, {
      what: 'some progress',
    });
    expect((await post()).status).toBe(409);
    const { exitCode, stderr } = await new Cli(['rebuild', 'summaries'], { ...inheritedEnvironment(), ...stack.env })
      .result;
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: 'summaries is being rebuilt already; one rebuild of a read model at a time\n',
    });

    await projector.kill();
    projector = await ProjectorProcess.start(stack.env);
    await untilPromoted(2);
  });

  it('given its process dies before the swap again and again, when it no longer does, then it goes on by itself', async () => {
    projector = await ProjectorProcess.start({ ...stack.env, CRASH_AT: 'rebuild.in-swap' });
    expect((await post()).status).toBe(202);
    await pollUntil(() => projector.count('rebuild.process_started') > 1, {
      what: 'a second attempt',
    });
    expect(await newest()).toMatchObject({ generation: 3, state: 'ready' });

    await projector.kill();
    projector = await ProjectorProcess.start(stack.env);
    await untilPromoted(3);
    await pollUntil(
      async () => (await generationsLeft(stack.test.database, 'summaries')).join() === 'summaries_g2,summaries_g3',
      {
        what: 'nothing of the first is left',
      },
    );
  });

  it('given a projector, when asked to cancel, promote and go back, then it does, or says why not', async () => {
    projector = await ProjectorProcess.start(stack.env);
    expect((await post('/cancel')).status).toBe(409);
    expect((await post('/7/promote')).status).toBe(404);
    expect((await post('/3/promote')).status).toBe(409);
    expect((await fetch(`${projector.url}/v1/projections/none/rebuilds`)).status).toBe(404);
    expect((await post('', { promote: 'never' })).status).toBe(400);

    expect((await post('', { throttle: 100 })).status).toBe(202);
    await pollUntil(() => projector.count('rebuild.process_started') > 0, { what: 'its process' });
    const cancelled = await post('/cancel');
    expect({ status: cancelled.status, body: await cancelled.json() }).toEqual({
      status: 200,
      body: { generation: 4 },
    });
    expect(await (await post('/rollback')).json()).toMatchObject({ generation: 2, state: 'promoted' });
    expect((await generations()).map(({ generation, state }) => [generation, state])).toEqual([
      [3, 'rolled_back'],
      [2, 'promoted'],
    ]);
    await pollUntil(
      async () => (await generationsLeft(stack.test.database, 'summaries')).join() === 'summaries_g2,summaries_g3',
      {
        what: 'nothing of the cancelled one is left',
      },
    );
  });
});
