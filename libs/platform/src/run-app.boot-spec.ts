import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

import { describe, expect, it } from '@jest/globals';

// The built library: signals, exit codes and the IPC channel belong to a process of its own.
const LIBRARY = pathToFileURL('dist/libs/platform/src/index.js').href;

const PROGRAM = `
  import { Module } from '@nestjs/common';
  import { createHttpApp, listen, loadConfig, PinoLog, runApp, RuntimeConfig } from '${LIBRARY}';
  class AppModule {}
  Module({})(AppModule);
  await runApp('shop', async () => {
    const app = await createHttpApp(AppModule, { log: PinoLog.create('shop', loadConfig(RuntimeConfig)) });
    process.stdout.write('listening ' + (await listen(app, 0)) + '\\n');
    AFTER
    return app;
  });
`;

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exit: Promise<number | null>;
}

function run({ after = '', env = {} }: { readonly after?: string; readonly env?: Record<string, string> } = {}): Run {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', PROGRAM.replace('AFTER', after)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
  const chunks: string[] = [];
  for (const stream of streams) stream.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  // Not 'close': Node does not emit it for a child whose IPC channel the parent has closed.
  const exit = Promise.all([once(child, 'exit'), ...streams.map((stream) => finished(stream))]);
  return { child, output: () => chunks.join(''), exit: exit.then(() => child.exitCode) };
}

async function listening(program: Run): Promise<Run> {
  while (!program.output().includes('listening')) {
    if (program.child.exitCode !== null) throw new Error(program.output());
    await setTimeout(10);
  }
  return program;
}

describe('runApp', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'given a running app, when it gets %s, then it exits with 0',
    async (signal) => {
      const program = await listening(run());

      program.child.kill(signal);

      expect(await program.exit).toBe(0);
    },
  );

  it('given a supervisor, when it is gone, then the app exits with 0', async () => {
    const program = await listening(run());

    program.child.disconnect();

    expect(await program.exit).toBe(0);
  });

  it('given a wrong environment, when started, then it names the variable, not the value, and exits with 1', async () => {
    const program = run({ env: { LOG_LEVEL: 'hunter2' } });

    expect(await program.exit).toBe(1);
    expect(program.output()).toContain('LOG_LEVEL must be one of');
    expect(program.output()).not.toContain('hunter2');
  });

  it('given a promise that nobody handles, when it rejects, then it is logged as fatal and the app exits with 1', async () => {
    const program = run({ after: `setTimeout(() => void Promise.reject(new Error('lost')), 100);` });

    expect(await program.exit).toBe(1);
    expect(program.output()).toMatch(/"level":"fatal".*process\.unhandled_rejection.*lost/u);
  });
});
