import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface RunningProcess {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
}

/** `run.json`: every process of this run, for people, for tests, and for the next start after a kill. */
export class RunFile {
  constructor(private readonly path: string) {}

  /** A reader sees the old list or the new one, never half of one. */
  write(processes: readonly RunningProcess[]): void {
    mkdirSync(dirname(this.path), { recursive: true });
    const next = `${this.path}.next`;
    const list = processes.map(({ name, pid, port }) => ({ name, pid, port }));
    writeFileSync(next, `${JSON.stringify(list, undefined, 2)}\n`);
    renameSync(next, this.path);
  }

  /** Empty when there was no earlier run, or it stopped as it should. */
  read(): readonly RunningProcess[] {
    try {
      const list: unknown = JSON.parse(readFileSync(this.path, 'utf8'));
      return Array.isArray(list) ? list.filter(isRunningProcess) : [];
    } catch {
      return [];
    }
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }
}

function isRunningProcess(value: unknown): value is RunningProcess {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'port' in value &&
    typeof value.port === 'number'
  );
}
