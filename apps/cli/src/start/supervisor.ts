import { KeepRunning } from './keep-running.js';
import type { RunFile } from './run-file.js';
import type { Supervised } from './supervised.js';

export interface SupervisorOptions {
  readonly runFile: RunFile;
  readonly log: (line: string) => void;
}

/** Keeps engines and apps running, writes down which they are, and stops them in the right order. */
export class Supervisor {
  private engines: KeepRunning[] = [];
  private apps: KeepRunning[] = [];
  private stopped: Promise<void> | undefined;

  constructor(private readonly options: SupervisorOptions) {}

  /** All at once: they do not need each other. */
  async startEngines(engines: readonly Supervised[]): Promise<void> {
    if (this.stopped !== undefined) return;
    this.engines = engines.map((engine) => this.keep(engine));
    await startAll(this.engines);
  }

  async startApps(apps: readonly Supervised[]): Promise<void> {
    if (this.stopped !== undefined) return;
    this.apps = apps.map((app) => this.keep(app));
    await startAll(this.apps);
  }

  /** Apps first, so that they can drain into the engines. Asked again, it is the same stop. */
  stop(): Promise<void> {
    this.stopped ??= this.stopInOrder();
    return this.stopped;
  }

  killNow(): void {
    for (const each of [...this.apps, ...this.engines]) each.killNow();
  }

  private async stopInOrder(): Promise<void> {
    await stopAll(this.apps);
    await stopAll(this.engines);
    this.options.runFile.remove();
  }

  private keep(process: Supervised): KeepRunning {
    const changed = (): void => {
      const running = [...this.engines, ...this.apps].filter((each) => each.isAlive);
      this.options.runFile.write(running.map((each) => each.process));
    };
    return new KeepRunning(process, { changed, log: this.options.log });
  }
}

/** Waits for every one even when one fails, so that none is still starting while the failure is dealt with. */
async function startAll(all: readonly KeepRunning[]): Promise<void> {
  const results = await Promise.allSettled(all.map((each) => each.start()));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

async function stopAll(all: readonly KeepRunning[]): Promise<void> {
  await Promise.all(all.map((each) => each.stop()));
}
