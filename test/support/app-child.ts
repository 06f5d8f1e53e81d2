import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

import { inheritedEnvironment } from './system.config.js';

/** A built app as a process of its own, so that it can die. It takes any free port. */
export class AppChild {
  /** Resolves when it has booted, or has ended. */
  readonly listening: Promise<void>;

  private constructor(
    name: string,
    private readonly child: ChildProcess,
  ) {
    this.listening = new Promise((resolveListening) => {
      child.stdout?.on('data', (lines: Buffer) => {
        if (lines.includes(`${name}.listening`)) resolveListening();
      });
      child.once('exit', () => {
        resolveListening();
      });
    });
  }

  static start(name: 'processor' | 'notifier', env: Readonly<Record<string, string>>): AppChild {
    const all = {
      ...inheritedEnvironment(),
      NODE_ENV: 'test',
      [`${name.toUpperCase()}_PORT`]: '0',
      ...env,
      LOG_LEVEL: 'info',
      LOG_FORMAT: 'json',
    };
    const main = resolve(`dist/apps/${name}/src/main.js`);
    return new AppChild(name, spawn(process.execPath, [main], { env: all, stdio: ['ignore', 'pipe', 'ignore'] }));
  }

  /** Resolves when it has ended, with what ended it. */
  async ended(): Promise<string> {
    const { child } = this;
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.signalCode ?? String(child.exitCode);
  }

  signal(name: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.child.kill(name);
  }

  /** Once it has booted: while it still loads its code, SIGTERM is not yet its own to answer. */
  async stop(): Promise<string> {
    await this.listening;
    this.child.kill('SIGTERM');
    return this.ended();
  }
}
