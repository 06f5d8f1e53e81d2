import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import type { Supervised } from './supervised.js';

/** Apps have 8 s to drain: engines need the rest of the 15 s that a stop may take. */
const STOP_WITHIN_MS = 8_000;

/** Keeps the resident size below 250 MB, as the heap is not all of it. The Dockerfile has the same. */
const NODE_FLAGS = ['--disable-warning=TimeoutNegativeWarning', '--max-old-space-size=120', '--max-semi-space-size=8'];
/**
 * Of one app. A summary leaves megabytes behind: in a young generation of 8 MB some of them are taken for lasting, and so small
 * a heap would be cleaned up after every tenth of them, which doubles the time of those under way. docker-compose.yml has
 * the same.
 */
const OWN_FLAGS: Readonly<Record<string, readonly string[]>> = {
  'read-api': ['--max-semi-space-size=16', '--heap-growing-percent=150'],
};

export interface AppProcessOptions {
  readonly name: string;
  readonly port: number;
  /** The built main.js. */
  readonly main: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stopWithinMs?: number;
  /** Takes what the app prints. */
  readonly attachOutput: (name: string, child: ChildProcess) => void;
}

/** One app as a child. It has an IPC channel: should we be killed, the app sees it close and stops by itself. */
export class AppProcess implements Supervised {
  private child: ChildProcess | undefined;
  private exit: Promise<void> = Promise.resolve();

  constructor(private readonly options: AppProcessOptions) {}

  get name(): string {
    return this.options.name;
  }

  get port(): number {
    return this.options.port;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  get exited(): Promise<void> {
    return this.exit;
  }

  async start(): Promise<void> {
    const { name, main, env, attachOutput } = this.options;
    if (!existsSync(main)) throw new Error(`${main} is missing: \`npm run build\` makes it`);
    const flags = [...NODE_FLAGS, ...(OWN_FLAGS[name] ?? [])];
    const child = spawn(process.execPath, [...flags, main], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    attachOutput(name, child);
    this.child = child;
    this.exit = new Promise((resolve) => {
      child.once('exit', () => {
        resolve();
      });
      child.once('error', () => {
        resolve();
      });
    });
    await Promise.resolve();
  }

  async stop(): Promise<void> {
    this.kill('SIGTERM');
    const impatience = new AbortController();
    const limit = delay(this.options.stopWithinMs ?? STOP_WITHIN_MS, undefined, { signal: impatience.signal }).then(
      () => {
        this.kill('SIGKILL');
      },
      () => undefined,
    );
    await this.exit;
    impatience.abort();
    await limit;
  }

  kill(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }
}
