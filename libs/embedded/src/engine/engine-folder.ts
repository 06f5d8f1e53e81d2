import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { commandLineOf, isAlive, terminate } from './process-table.js';

/** Past this the log of earlier runs is thrown away at the next start. */
const MAX_LOG_BYTES = 16 * 1024 * 1024;

/** `<root>/data` is the engine's; its pid and its output lie beside it. */
export class EngineFolder {
  readonly root: string;
  readonly data: string;
  readonly log: string;
  private readonly pidFile: string;

  constructor(root: string) {
    this.root = resolve(root);
    this.data = join(this.root, 'data');
    this.log = join(this.root, 'engine.log');
    this.pidFile = join(this.root, 'engine.pid');
    mkdirSync(this.root, { recursive: true });
  }

  writePid(pid: number): void {
    const next = `${this.pidFile}.next`;
    writeFileSync(next, `${pid}\n`);
    renameSync(next, this.pidFile);
  }

  clearPid(): void {
    rmSync(this.pidFile, { force: true });
  }

  /** A process counts as ours only if its command line names this folder: a pid alone may have been given away again. */
  owns(pid: number): boolean {
    return isAlive(pid) && commandLineOf(pid).includes(`${this.root}/`);
  }

  /**
   * An earlier run that was killed may have left its engine running, as engines outlive their parent.
   *
   * @param otherPidFile a file of the engine's own that begins with its pid
   */
  async stopLeftOver(polite: NodeJS.Signals, otherPidFile?: string): Promise<void> {
    for (const file of [this.pidFile, otherPidFile]) {
      const pid = file === undefined ? undefined : firstNumberOf(file);
      if (pid !== undefined && this.owns(pid)) await terminate(pid, polite, 10_000);
    }
    this.clearPid();
  }

  /** Output goes to a file, not a pipe: an engine must be able to outlive its parent. */
  openLog(): number {
    if ((statSync(this.log, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES) rmSync(this.log);
    return openSync(this.log, 'a');
  }

  closeLog(descriptor: number): void {
    closeSync(descriptor);
  }

  lastLogLines(count = 8): string {
    try {
      return readFileSync(this.log, 'utf8').trimEnd().split('\n').slice(-count).join('\n');
    } catch {
      return '';
    }
  }
}

export function firstNumberOf(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
