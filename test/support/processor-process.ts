import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

import { inheritedEnvironment } from './system.config.js';

const MAIN = resolve('dist/apps/processor/src/main.js');

/** The built processor as a process of its own, so that it can die. */
export class ProcessorProcess {
  private readonly listening: Promise<void>;

  private constructor(private readonly child: ChildProcess) {
    this.listening = new Promise((resolveListening) => {
      child.stdout?.on('data', (lines: Buffer) => {
        if (lines.includes('processor.listening')) resolveListening();
      });
      child.once('exit', () => {
        resolveListening();
      });
    });
  }

  static start(env: Readonly<Record<string, string>>): ProcessorProcess {
    const all = {
      ...inheritedEnvironment(),
      NODE_ENV: 'test',
      PROCESSOR_PORT: '0',
      ...env,
      LOG_LEVEL: 'info',
      LOG_FORMAT: 'json',
    };
    return new ProcessorProcess(spawn(process.execPath, [MAIN], { env: all, stdio: ['ignore', 'pipe', 'ignore'] }));
  }

  /** Resolves when it has ended, with what ended it. */
  async ended(): Promise<string> {
    const { child } = this;
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.signalCode ?? String(child.exitCode);
  }

  /** Once it has booted: while it still loads its code, SIGTERM is not yet its own to answer. */
  async stop(): Promise<string> {
    await this.listening;
    this.child.kill('SIGTERM');
    return this.ended();
  }
}
