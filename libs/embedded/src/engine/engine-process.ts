import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

import type { EngineFolder } from './engine-folder.js';
import { EngineStartError } from './engine.errors.js';
import { isPortFree } from './ports.js';
import { signal, terminate } from './process-table.js';

export interface EngineDefinition {
  readonly name: string;
  readonly folder: EngineFolder;
  /** Where it listens on 127.0.0.1. */
  readonly port: number;
  readonly command: string;
  readonly args: readonly string[];
  readonly options?: Pick<SpawnOptions, 'uid' | 'gid' | 'env'>;
  readonly stopSignal: NodeJS.Signals;
  /** A stop that takes longer ends in SIGKILL; both engines recover from it, only slower. */
  readonly stopWithinMs: number;
  readonly readyWithinMs: number;
  /** A file of the engine's own that begins with its pid. */
  readonly ownPidFile?: string;
  /** Runs after left-overs are stopped, before each start. */
  prepare?(): Promise<void> | void;
  /** True when the engine answers, which is later than the port being open. */
  isReady(): Promise<boolean>;
  /** Matches last words after which another attempt makes sense. */
  readonly tryAgainAfter?: RegExp;
}

/** One engine in a session of its own, so that Ctrl-C in the terminal does not reach it before the apps are drained. */
export class EngineProcess {
  private child: ChildProcess | undefined;
  private exit: Promise<void> = Promise.resolve();

  constructor(private readonly definition: EngineDefinition) {}

  get name(): string {
    return this.definition.name;
  }

  /** 0 before the first start. */
  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** Settles when the process that runs now is gone, for whatever reason. */
  get exited(): Promise<void> {
    return this.exit;
  }

  /** @throws EngineStartError */
  async start(): Promise<void> {
    const { name, port, folder, stopSignal, ownPidFile, readyWithinMs, tryAgainAfter } = this.definition;
    await folder.stopLeftOver(stopSignal, ownPidFile);
    // Else whoever listens there would answer for an engine that could not start.
    if (!(await isPortFree(port))) throw new EngineStartError(`${name} did not start: port ${port} is in use`);
    await this.definition.prepare?.();
    const deadline = Date.now() + readyWithinMs;
    while (!(await this.attempt(deadline))) {
      const again = tryAgainAfter?.test(folder.lastLogLines()) === true && Date.now() < deadline;
      if (!again) throw this.startError();
      await delay(200);
    }
  }

  async stop(): Promise<void> {
    if (this.isRunning()) await terminate(this.pid, this.definition.stopSignal, this.definition.stopWithinMs);
    await this.exit;
    this.definition.folder.clearPid();
  }

  kill(name: NodeJS.Signals): void {
    if (this.isRunning()) signal(this.pid, name);
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Lets this process end while the engine goes on. */
  release(): void {
    this.child?.unref();
  }

  private isRunning(): boolean {
    return this.child?.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  private async attempt(deadline: number): Promise<boolean> {
    this.spawn();
    while (this.isRunning()) {
      if (await this.definition.isReady()) return true;
      if (Date.now() > deadline) {
        await this.stop();
        return false;
      }
      await Promise.race([delay(40), this.exit]);
    }
    return false;
  }

  private spawn(): void {
    const { folder, command, args, options } = this.definition;
    const log = folder.openLog();
    const child = spawn(command, args, { ...options, detached: true, cwd: folder.root, stdio: ['ignore', log, log] });
    folder.closeLog(log);
    this.exit = new Promise((resolve) => {
      child.once('error', () => {
        resolve();
      });
      child.once('exit', () => {
        resolve();
      });
    });
    if (child.pid !== undefined) folder.writePid(child.pid);
    this.child = child;
  }

  private startError(): EngineStartError {
    const { name, folder } = this.definition;
    return new EngineStartError(`${name} did not start; the end of ${folder.log}:\n${folder.lastLogLines()}`);
  }
}
