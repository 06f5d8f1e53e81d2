import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort, isAlive, signal } from '@app/embedded';
import { pollUntil } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { AppProcess } from './app-process.js';
import { stopLeftOvers } from './left-overs.js';
import { RunFile } from './run-file.js';
import { Supervisor } from './supervisor.js';
import { waitUntilReady } from './wait-until-ready.js';

/** Ready at once; ends at SIGTERM, unless it is stubborn; ends with its parent. */
const FAKE_APP = `
import { createServer } from 'node:http';
createServer((_, response) => response.end()).listen(Number(process.env.PORT));
process.on('disconnect', () => process.exit(0));
process.on('SIGTERM', () => { if (process.env.STUBBORN !== 'yes') { console.log('drained'); process.exit(0); } });
`;

describe('Supervisor', () => {
  let folder = '';
  let runFile: RunFile;
  let supervisor: Supervisor;
  let lines: string[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'supervisor-'));
    writeFileSync(join(folder, 'app.mjs'), FAKE_APP);
    runFile = new RunFile(join(folder, 'run.json'));
    lines = [];
    supervisor = new Supervisor({ runFile, log: (line) => lines.push(line) });
  });
  afterEach(async () => {
    await supervisor.stop();
    rmSync(folder, { recursive: true });
  });

  async function fakeApp(name: string, env: NodeJS.ProcessEnv = {}): Promise<AppProcess> {
    const port = await freePort();
    return new AppProcess({
      name,
      port,
      main: join(folder, 'app.mjs'),
      env: { ...env, PORT: `${port}` },
      stopWithinMs: 300,
      attachOutput: (_, child) => {
        child.stdout?.on('data', (text: Buffer) => lines.push(`${name}: ${text.toString().trim()}`));
      },
    });
  }

  const ready = (app: AppProcess): Promise<readonly string[]> =>
    waitUntilReady([app], 10_000, new AbortController().signal);

  it('given an app, when it is killed, then it is started again and run.json names the new process', async () => {
    const app = await fakeApp('ingestion');
    await supervisor.startApps([app]);
    expect(await ready(app)).toEqual([]);
    const killed = app.pid;

    signal(killed, 'SIGKILL');

    await pollUntil(() => runFile.read().some(({ pid }) => pid !== killed), { what: 'another process in run.json' });
    expect(runFile.read()).toEqual([{ name: 'ingestion', pid: app.pid, port: app.port }]);
    expect(await ready(app)).toEqual([]);
    expect(lines).toContain('ingestion ended; it is started again in 1 s');
  });

  it('given engines and apps, when stopped, then the apps drain before the engines stop, and run.json is gone', async () => {
    const [engine, app] = [await fakeApp('kafka'), await fakeApp('ingestion')];
    await supervisor.startEngines([engine]);
    await supervisor.startApps([app]);
    await Promise.all([ready(engine), ready(app)]);

    await supervisor.stop();

    expect(lines).toEqual(['ingestion: drained', 'kafka: drained']);
    expect([app, engine].map(({ pid }) => isAlive(pid))).toEqual([false, false]);
    expect(runFile.read()).toEqual([]);
  });

  it('given an app that does not stop, when its time is over, then it is killed', async () => {
    const app = await fakeApp('projector', { STUBBORN: 'yes' });
    await supervisor.startApps([app]);
    await ready(app);

    await supervisor.stop();

    expect(isAlive(app.pid)).toBe(false);
  });

  it('given an app that waits to be started again, when stopped, then it is not', async () => {
    const app = await fakeApp('processor');
    await supervisor.startApps([app]);
    await ready(app);
    signal(app.pid, 'SIGKILL');
    await pollUntil(() => lines.length > 0, { what: 'the death to be noticed' });

    await supervisor.stop();

    expect(isAlive(app.pid)).toBe(false);
  });

  it('given the run.json of a killed run, when its left-overs are stopped, then only our own processes are', async () => {
    const app = await fakeApp('ingestion');
    await app.start();
    await ready(app);
    const earlier = [
      { name: 'ingestion', pid: app.pid, port: app.port },
      { name: 'read-api', pid: process.pid, port: 1 },
    ];

    await stopLeftOvers(earlier, [join(folder, 'app.mjs')], (line) => lines.push(line));

    expect(isAlive(app.pid)).toBe(false);
    expect(lines).toContain(`stopping what a killed run left: ingestion (pid ${app.pid})`);
  });
});
