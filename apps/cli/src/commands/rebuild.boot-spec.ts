import { PARTITIONS } from '@app/contracts';
import { createLogAdmin } from '@app/messaging';
import { PROJECTIONS } from '@app/projections';
import { createTestDatabase, testStack, uniqueTopic, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { MIGRATIONS } from '../../../../migrations/index.js';
import { childEnvironment } from '../start/start.config.js';
import { runCli, type CliRun } from './cli.fixture.js';

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('tidemark rebuild', () => {
  const brokers = testStack().kafkaBrokers;
  const prefix = `${uniqueTopic()}.`;
  let test: TestDatabase;
  const tidemark = (...args: readonly string[]): Promise<CliRun> =>
    runCli(
      ['rebuild', ...args],
      childEnvironment({ DATABASE_URL: test.url, KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix }),
    );

  beforeAll(async () => {
    test = await createTestDatabase({ migrations: MIGRATIONS });
    const admin = createLogAdmin({ brokers: brokers.split(','), clientId: 'spec', prefix }, QUIET);
    await admin.ensureTopic('transactions', { partitions: PARTITIONS, replicationFactor: 1, minInsyncReplicas: 1 });
    await admin.close();
  });
  afterAll(() => test.drop());

  it('given --help, when run, then every way to end a rebuild is there', async () => {
    const { exitCode, stdout } = await tidemark('--help');
    expect(exitCode).toBe(0);
    for (const flag of [
      '--promote',
      '--truncate',
      '--accept',
      '--rollback',
      '--cancel',
      '--forget',
      '--throttle <n>',
      '--json',
    ]) {
      expect(stdout).toContain(flag);
    }
  });

  it('given a read model that there is not, when run, then those that there are are named, and the exit code is 2', async () => {
    const { exitCode, stdout, stderr } = await tidemark('nonsense');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    for (const { name } of PROJECTIONS) expect(stderr).toContain(name);
  });

  it.each([
    [[]],
    [['summaries', '--throttle', '0']],
    [['summaries', '--promote', 'never']],
    [['summaries', '--rollback', '--cancel']],
    [['summaries', '--accept', '--truncate']],
    [['summaries', '--forget', '--cancel']],
    [['summaries', '--truncate', '--promote', 'manual']],
  ])('given the wrong command line %j, when run, then the exit code is 2 and nothing is on stdout', async (args) => {
    expect(await tidemark(...args)).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it.each([
    ['--accept', 'no generation of summaries waits to be promoted\n'],
    ['--rollback', 'no earlier generation of summaries is kept: there is nothing to go back to\n'],
    ['--forget', 'no earlier generation of summaries is kept\n'],
    ['--cancel', 'nothing of summaries is being built or waits\n'],
  ])('given nothing to %s, when asked, then one line says so and the exit code is 1', async (flag, message) => {
    expect(await tidemark('summaries', flag)).toMatchObject({ exitCode: 1, stdout: '', stderr: message });
  });

  it('given an empty log, when rebuilt, then one line of JSON says what became of it; in words it is said too', async () => {
    const { exitCode, stdout, stderr } = await tidemark('summaries', '--json');
    expect({ exitCode, stderr, lines: stdout.trimEnd().split('\n').length }).toEqual({
      exitCode: 0,
      stderr: '',
      lines: 1,
    });
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ projection: 'summaries', generation: 1, state: 'promoted', resumed: false, events: 0 },
      seconds: expect.any(Number),
    });

    const words = await tidemark('summaries', '--truncate');
    expect(words).toMatchObject({
      exitCode: 0,
      stderr: 'rebuilding in place: reads are incomplete until it is done\n',
    });
    expect(words.stdout).toMatch(
      /^summaries: generation 2 from 0 events in .*\ngeneration 2 is promoted: reads see it now\n$/u,
    );
  });
});
