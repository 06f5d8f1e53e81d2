import { setTimeout as delay } from 'node:timers/promises';

import { backoffMs, STEADY_MS } from './backoff.js';
import type { Supervised } from './supervised.js';

export interface KeepRunningEvents {
  /** A process came or went. */
  changed(): void;
  log(line: string): void;
}

/** Starts a process again whenever it ends, until it is told to stop. */
export class KeepRunning {
  private readonly stopping = new AbortController();
  private watching: Promise<void> = Promise.resolve();
  private alive = false;

  constructor(
    readonly process: Supervised,
    private readonly events: KeepRunningEvents,
  ) {}

  get isAlive(): boolean {
    return this.alive;
  }

  /** The first start is the caller's to judge; from then on failures only lengthen the pause before the next one. */
  async start(): Promise<void> {
    await this.startOnce();
    this.watching = this.watch();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.process.stop();
    await this.watching;
  }

  killNow(): void {
    this.stopping.abort();
    this.process.kill('SIGKILL');
  }

  private async watch(): Promise<void> {
    let failures = 0;
    for (;;) {
      const since = performance.now();
      await this.process.exited;
      this.setAlive(false);
      if (this.isStopping()) return;
      if (performance.now() - since >= STEADY_MS) failures = 0;
      await this.pause(backoffMs(failures));
      if (this.isStopping()) return;
      failures += 1;
      await this.startOnce().catch((error: unknown) => {
        this.events.log(`${this.process.name}: ${error instanceof Error ? error.message : String(error)}`);
      });
      // The stop may have come in the middle of the start.
      if (this.isStopping()) await this.process.stop();
    }
  }

  private async startOnce(): Promise<void> {
    await this.process.start();
    this.setAlive(true);
  }

  private async pause(ms: number): Promise<void> {
    this.events.log(`${this.process.name} ended; it is started again in ${ms / 1_000} s`);
    await delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private isStopping(): boolean {
    return this.stopping.signal.aborted;
  }

  private setAlive(alive: boolean): void {
    this.alive = alive;
    this.events.changed();
  }
}
