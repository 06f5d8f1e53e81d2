import { execFile } from 'node:child_process';
import { resolve } from 'node:path';

const MAIN = resolve('dist/apps/cli/src/main.js');

export interface CliRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What a command with `--json` printed. */
  readonly json: unknown;
}

/** Runs the built command line to its end. */
export function runCli(args: readonly string[], env: NodeJS.ProcessEnv): Promise<CliRun> {
  const flags = ['--disable-warning=TimeoutNegativeWarning'];
  return new Promise((done) => {
    execFile(process.execPath, [...flags, MAIN, ...args], { env }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : Number(error.code ?? 1);
      const json: unknown = stdout.startsWith('{') ? JSON.parse(stdout) : undefined;
      done({ exitCode, stdout, stderr, json });
    });
  });
}
