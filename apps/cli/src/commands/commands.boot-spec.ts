import { createLogAdmin } from '@app/messaging';
import { createTestDatabase, testStack, uniqueTopic, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { childEnvironment } from '../start/start.config.js';
import { runCli, type CliRun } from './cli.fixture.js';

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('the built command line', () => {
  const brokers = testStack().kafkaBrokers;
  const prefix = `${uniqueTopic()}.`;
  let test: TestDatabase;
  let env: NodeJS.ProcessEnv;
  const tidemark = (...args: readonly string[]): Promise<CliRun> => runCli(args, env);

  beforeAll(async () => {
    test = await createTestDatabase();
    env = childEnvironment({ DATABASE_URL: test.url, KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix });
  });
  afterAll(() => test.drop());

  it('given an empty database and cluster, when set up step by step, then doctor says what is missing until nothing is', async () => {
    const sick = await tidemark('doctor', '--json');
    expect(sick.exitCode).toBe(1);
    expect(sick.json).toMatchObject({
      ok: false,
      findings: [
        { check: 'PostgreSQL', ok: true },
        { check: 'clock', ok: true },
        { check: 'migrations', ok: false, cure: 'tidemark migrate up' },
        { check: 'Kafka', ok: true },
        { check: 'topic transactions', ok: false, detail: 'missing', cure: 'tidemark topics create' },
        { check: 'topic notifications', ok: false, detail: 'missing', cure: 'tidemark topics create' },
      ],
    });

    const { json: up } = await tidemark('migrate', 'up', '--json');
    expect(up).toMatchObject({ applied: expect.arrayContaining(['0001-log-readers']) as unknown });
    expect((await tidemark('migrate', 'up')).stdout).toBe('nothing to do\n');
    expect((await tidemark('topics', 'create')).stdout).toBe('transactions created\nnotifications created\n');
    expect((await tidemark('topics', 'create')).stdout).toBe('transactions exists\nnotifications exists\n');

    const sound = await tidemark('doctor');
    expect(sound).toMatchObject({ exitCode: 0, stderr: '' });
    expect(sound.stdout.split('\n').filter((line) => line.startsWith('problem'))).toEqual([]);
  });

  it('given migrations, when the newest is taken back, then it is pending again', async () => {
    const { json: down } = await tidemark('migrate', 'down', '--json');
    const [reverted] = (down as { readonly reverted: readonly string[] }).reverted;
    const { json: status } = await tidemark('migrate', 'status', '--json');
    expect(status).toMatchObject({
      migrations: expect.arrayContaining([{ name: reverted, applied_at: null }]) as unknown,
    });
    expect((await tidemark('migrate', 'up', '--json')).json).toEqual({ applied: [reverted] });
  });

  it('given a topic with another partition count, when topics are created, then it is refused by name', async () => {
    const other = `${uniqueTopic()}.`;
    const admin = createLogAdmin({ brokers: brokers.split(','), clientId: 'spec', prefix: other }, QUIET);
    await admin.ensureTopic('transactions', { partitions: 3, replicationFactor: 1, minInsyncReplicas: 1 });
    await admin.close();

    const { exitCode, stderr } = await runCli(['topics', 'create'], { ...env, KAFKA_TOPIC_PREFIX: other });
    expect(exitCode).toBe(1);
    expect(stderr).toBe('topic transactions has 3 partitions, not 12; the count of a keyed topic never changes\n');
  });

  it('given topics, when described, then partitions, settings and records are told; a missing one is a failure', async () => {
    const { json: described } = await tidemark('topics', 'describe', '--json');
    expect(described).toMatchObject({
      topics: [
        { topic: 'transactions', partitions: 12, records: 0, config: { 'message.timestamp.type': 'LogAppendTime' } },
        { topic: 'notifications', partitions: 12, records: 0 },
      ],
    });
    const missing = await runCli(['topics', 'describe'], { ...env, KAFKA_TOPIC_PREFIX: 'nobody.' });
    expect(missing).toMatchObject({ exitCode: 1, stderr: '' });
    expect(missing.stdout).toContain('transactions  missing');
  });

  it.each([
    ['migrate status', 'PostgreSQL at 127.0.0.1:1/none'],
    ['topics describe', 'Kafka at 127.0.0.1:1'],
  ])('given no engine, when %s runs, then one line says which does not answer', async (command, name) => {
    const nowhere = { ...env, DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/none', KAFKA_BROKERS: '127.0.0.1:1' };
    const { exitCode, stderr } = await runCli(command.split(' '), nowhere);
    expect(exitCode).toBe(1);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain(name);
    expect(stderr).not.toContain('secret');
  });

  it.each([
    [['unknown']],
    [['migrate']],
    [['load', '--count', '0']],
    [['load', '--duplicates', '1.1']],
    [['load', '--url', 'nonsense']],
    [['verify', '--within', '30']],
    [['topics', 'create', '--replication-factor', 'three']],
  ])('given the wrong command line %j, when run, then the exit code is 2 and nothing is on stdout', async (args) => {
    expect(await tidemark(...args)).toMatchObject({ exitCode: 2, stdout: '' });
  });

  it('given --help, when run, then the exit code is 0', async () => {
    const { exitCode, stdout } = await tidemark('load', '--help');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('--duplicates <share>');
  });

  it('given more copies to confirm than there are, when topics are created, then it is refused before Kafka is asked', async () => {
    const { exitCode, stderr } = await tidemark('topics', 'create', '--min-insync-replicas', '2');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('2 copies cannot be in sync where there are 1');
  });
});
