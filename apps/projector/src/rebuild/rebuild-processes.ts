import { fork, type ChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

import { Log } from '@app/platform';
import { dropAbandoned, isBeingRebuilt, unattendedRebuilds } from '@app/rebuild';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

import { ProjectorConfig } from '../projector.config.js';
import { ProjectorEngines } from '../projector-engines.js';

const LOOK_EVERY_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
const MAIN = fileURLToPath(new URL('./rebuild-process.js', import.meta.url));
/** Batches of the log and what they come to; the young generation is large because most of it is gone at once. */
const NODE_FLAGS = ['--disable-warning=TimeoutNegativeWarning', '--max-old-space-size=500', '--max-semi-space-size=64'];

/**
 * Starts a process for each rebuild that was asked for over HTTP, or that one of them has left unfinished, and drops what
 * rebuilds have given up. Several projectors may do so: one of them gets to rebuild.
 */
@Injectable()
export class RebuildProcesses implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly running = new Map<string, ChildProcess>();
  private readonly notBefore = new Map<string, { readonly time: number; readonly failures: number }>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly config: ProjectorConfig,
    private readonly engines: ProjectorEngines,
    private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    const ended = [...this.running.values()].map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of this.running.values()) child.kill('SIGTERM');
    await Promise.all(ended);
  }

  private async look(): Promise<void> {
    const { database } = this.engines;
    const names = this.config.projections.map(({ name }) => name);
    try {
      for (const name of names) await dropAbandoned(database, name);
      for (const name of await unattendedRebuilds(database, names)) {
        if (!(await isBeingRebuilt(database, name))) this.start(name);
      }
    } catch {
      // The database is away; health says so, and the next look may find it.
    }
  }

  private start(name: string): void {
    const pause = this.notBefore.get(name);
    if (this.running.has(name) || (pause !== undefined && performance.now() < pause.time)) return;
    const child = fork(MAIN, [name], { execArgv: NODE_FLAGS });
    this.running.set(name, child);
    this.log.info({ event: 'rebuild.process_started', projection: name, pid: child.pid });
    child.once('error', (error) => {
      this.running.delete(name);
      this.log.error({ event: 'rebuild.process_failed', projection: name, error });
    });
    child.once('exit', (code) => {
      this.running.delete(name);
      const failures = code === 0 ? 0 : (pause?.failures ?? 0) + 1;
      const wait = Math.min(1_000 * 2 ** failures, LONGEST_PAUSE_MS);
      this.notBefore.set(name, { failures, time: performance.now() + wait });
    });
    // Behind the projectors, which keep what is read up to date.
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  }
}
