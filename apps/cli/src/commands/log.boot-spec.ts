import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { createLogAdmin, createLogSink } from '@app/messaging';
import { testStack, uniqueTopic } from '@app/testing';
import { afterAll, describe, expect, it } from '@jest/globals';

import { childEnvironment } from '../start/start.config.js';
import { runCli, type CliRun } from './cli.fixture.js';

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('tidemark log', () => {
  const brokers = testStack().kafkaBrokers;
  const root = mkdtempSync(join(tmpdir(), 'tidemark-log-'));
  const folder = join(root, 'backup');
  const [origin, copy] = [`${uniqueTopic()}.`, `${uniqueTopic()}.`];
  const tidemark = (prefix: string, ...args: readonly string[]): Promise<CliRun> =>
    runCli(args, childEnvironment({ KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix }));
  const append = async (prefix: string, count: number, text = 'ours'): Promise<void> => {
    const connection = { brokers: brokers.split(','), clientId: 'spec', prefix };
    const sink = createLogSink(connection, { deadlineMs: 10_000, queueLimit: 1_000 }, QUIET);
    await Promise.all(
      Array.from({ length: count }, (_, at) =>
        sink.append({ topic: 'transactions', partition: at % 12, key: null, value: `${text} ${at}`, headers: {} }),
      ),
    );
    await sink.close();
  };

  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  it('given a log, when exported and imported, then every record is back, and a second run adds what is new', async () => {
    await tidemark(origin, 'topics', 'create');
    await append(origin, 100);
    const { exitCode, stdout, stderr } = await tidemark(origin, 'log', 'export', '--to', folder);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^100 records exported to .*backup in /u);
    expect((await tidemark(copy, 'log', 'import', '--from', folder, '--json')).json).toMatchObject({
      topics: [
        { topic: 'transactions', result: 'created' },
        { topic: 'notifications', result: 'created' },
      ],
      records: 100,
      offsets_kept: true,
      warnings: [],
    });
    await append(origin, 20);
    expect((await tidemark(origin, 'log', 'export', '--to', folder, '--json')).json).toMatchObject({ records: 20 });
    const again = await tidemark(copy, 'log', 'import', '--from', folder);
    expect(again.stdout).toMatch(/^20 records imported in .*; 100 were there already$/mu);
    const admin = createLogAdmin({ brokers: brokers.split(','), clientId: 'spec', prefix: copy }, QUIET);
    expect([...(await admin.offsets('transactions')).values()].reduce((sum, { end }) => sum + end, 0)).toBe(120);
    await admin.close();
  });

  it('given another log, when exported to the same folder or imported into, then one line says why and the exit code is 1', async () => {
    const other = `${uniqueTopic()}.`;
    await tidemark(other, 'topics', 'create');
    await append(other, 24, 'theirs');
    for (const args of [
      ['export', '--to', folder],
      ['import', '--from', folder],
    ]) {
      const { exitCode, stderr } = await tidemark(other, 'log', ...args);
      expect(exitCode).toBe(1);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
      expect(stderr).toContain('transactions partition ');
    }
  });

  it('given no topics, no backup, or no Kafka, when run, then one line says so and the exit code is 1', async () => {
    const runs = [
      await tidemark('nobody.', 'log', 'export', '--to', join(root, 'none')),
      await tidemark('nobody.', 'log', 'import', '--from', join(root, 'none')),
      await runCli(['log', 'export', '--to', join(root, 'none')], childEnvironment({ KAFKA_BROKERS: '127.0.0.1:1' })),
    ];
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([1, 1, 1]);
    expect(runs[0]?.stderr).toContain('topic transactions does not exist');
    expect(runs[1]?.stderr).toContain('manifest.json: there is none');
    expect(runs[2]?.stderr).toContain('Kafka at 127.0.0.1:1');
  });

  it('given a Ctrl-C while Kafka does not answer, when exported, then it stops at once with exit code 1', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const env = childEnvironment({ KAFKA_BROKERS: `127.0.0.1:${(silent.address() as AddressInfo).port}` });
    const args = [resolve('dist/apps/cli/src/main.js'), 'log', 'export', '--to', join(root, 'none')];
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    const [socket] = (await once(silent, 'connection')) as [{ destroy(): void }];
    child.kill('SIGINT');
    const stderr = child.stderr.setEncoding('utf8').toArray();
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect((await stderr).join('')).toContain('stopped; run it again to go on\n');
    socket.destroy();
    silent.close();
  });

  it.each([[['log']], [['log', 'export']], [['log', 'import']], [['log', 'export', '--to', 'x', '--topic', 'y']]])(
    'given the wrong command line %j, when run, then the exit code is 2 and nothing is on stdout',
    async (args) => {
      expect(await tidemark(origin, ...args)).toMatchObject({ exitCode: 2, stdout: '' });
    },
  );
});
