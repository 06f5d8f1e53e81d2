import type { RebuildOutcome } from '@app/rebuild';
import { pollUntil } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { newSeed, SeededRandom } from '../../apps/cli/src/load/seeded-random.js';
import { sampleLog, samplePost } from '../../libs/rebuild/src/sample-log.fixture.js';
import { generationsLeft } from '../support/generations-left.js';
import { ReadStack } from '../support/read-stack.js';
import { inheritedEnvironment } from '../support/system.config.js';
import { Cli } from './cli.js';

// Real: engines, a projector in this process, the built command line as a process that dies at a named or random place.

const TRANSACTIONS = 300;
const KILLS = 3;

describe('tidemark rebuild, when it dies', () => {
  let stack: ReadStack;
  let env: NodeJS.ProcessEnv;
  let generation = 1;

  beforeAll(async () => {
    stack = await ReadStack.start();
    env = { ...inheritedEnvironment(), ...stack.env, NODE_ENV: 'test' };
    await stack.appendAll(sampleLog(TRANSACTIONS));
    await stack.startProjector();
  });
  afterAll(() => stack.close());

  const rebuild = (more: NodeJS.ProcessEnv = {}, ...flags: readonly string[]): Cli =>
    new Cli(['rebuild', 'summaries', '--json', ...flags], { ...env, ...more });

  /** It ends promoted, equal, and nothing is left but what is read and what was read before. */
  async function expectToEndWell(expected: Partial<RebuildOutcome>): Promise<void> {
    const { comparison, ...outcome } = await rebuild().json<RebuildOutcome>();
    expect(outcome).toMatchObject({ state: 'promoted', ...expected });
    expect(comparison).toMatchObject({ equal: true });
    const { database } = stack.test;
    const left = [`summaries_g${String(generation)}`, `summaries_g${String(outcome.generation)}`].sort();
    await pollUntil(async () => (await generationsLeft(database, 'summaries')).join() === left.join(), {
      what: `nothing but ${left.join(' and ')} is left`,
    });
    ({ generation } = outcome);
  }

  it.each(['rebuild.mid-copy:3', 'rebuild.before-swap', 'rebuild.in-swap'])(
    'given a crash at %s, when run again, then it goes on where it stopped, and nothing is left over',
    async (CRASH_AT) => {
      expect(await rebuild({ CRASH_AT }).result).toMatchObject({ signal: 'SIGKILL', stdout: '', stderr: '' });
      await stack.append(samplePost(generation, `after-${CRASH_AT.replace(':', '-')}`));

      await expectToEndWell({ resumed: true, generation: generation + 1 });
    },
    30_000,
  );

  it(`given kill -9 at ${String(KILLS)} random moments, when it may end at last, then it ends well`, async () => {
    const seed = newSeed();
    process.stderr.write(`rebuild killed at random moments, seed ${String(seed)}\n`);
    const random = new SeededRandom(seed);
    for (let kill = 0; kill < KILLS; kill += 1) {
      const doomed = rebuild({}, '--throttle', '400');
      setTimeout(
        () => {
          doomed.kill('SIGKILL');
        },
        random.between(500, 2_500),
      );
      await doomed.result;
    }
    const rows = await stack.test.database.selectFrom('projection_generations').selectAll().execute();
    generation = rows.find((row) => row.projection === 'summaries' && row.state === 'promoted')?.generation ?? 0;

    await expectToEndWell({});
  });

  it('given a Ctrl-C, when pressed, then it says how to go on and ends; meanwhile a second one is refused', async () => {
    const first = rebuild({}, '--throttle', '100');
    const row = stack.test.database.selectFrom('projection_generations').select('events_done');
    await pollUntil(async () => (await row.where('state', '=', 'building').executeTakeFirst()) !== undefined, {
      what: 'it has begun',
    });
    expect(await rebuild().result).toMatchObject({
      ...{ exitCode: 1, stdout: '' },
      stderr: 'summaries is being rebuilt already; one rebuild of a read model at a time\n',
    });
    first.kill('SIGINT');
    expect(await first.result).toMatchObject({
      exitCode: 1,
      stderr: 'interrupted; the same command goes on where it stopped, --cancel gives it up\n',
    });

    await expectToEndWell({ resumed: true });
  });

  it('given one in place that dies, when run again, then it goes on, and reads are never taken for complete meanwhile', async () => {
    const { url } = await stack.startReadApi();
    const crash = rebuild({ CRASH_AT: 'rebuild.mid-copy:5' }, '--truncate');
    expect(await crash.result).toMatchObject({ exitCode: 1 });
    await pollUntil(async () => (await meta(url)).completeness === 'incomplete', { what: 'reads say so' });

    const { comparison, ...outcome } = await rebuild({}, '--truncate').json<RebuildOutcome>();
    expect(outcome).toMatchObject({ state: 'promoted', resumed: true, generation: generation + 1 });
    expect(comparison).toBeUndefined();
    await pollUntil(async () => (await meta(url)).completeness === 'complete', { what: 'reads are complete' });
    generation += 1;
    await expectToEndWell({ resumed: false });
  });

  async function meta(url: string): Promise<{ readonly completeness: string }> {
    const answer = await fetch(`${url}/v1/summaries?from=2026-03-01&to=2026-05-01`);
    return ((await answer.json()) as { readonly meta: { readonly completeness: string } }).meta;
  }
});
