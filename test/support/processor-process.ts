import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

import { inheritedEnvironment } from './system.config.js';

const MAIN = resolve('dist/apps/processor/src/main.js');

/** The built processor as a process of its own, so that it can die. */
export class ProcessorProcess {
  private constructor(private readonly child: ChildProcess) {}

  static start(env: Readonly<Record<string, string>>): ProcessorProcess {
    const all = { ...inheritedEnvironment(), NODE_ENV: 'test', PROCESSOR_PORT: '0', ...env };
    return new ProcessorProcess(spawn(process.execPath, [MAIN], { env: all, stdio: 'ignore' }));
  }

  /** Resolves when it has ended, with what ended it. */
  async ended(): Promise<string> {
    const { child } = this;
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    return child.signalCode ?? String(child.exitCode);
  }

  async stop(): Promise<string> {
    this.child.kill('SIGTERM');
    return this.ended();
  }
}
