import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';

const MAIN = resolve('dist/apps/cli/src/main.js');

export interface CliResult {
  readonly exitCode: number;
  /** What it died of, if it did not end by itself. */
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `tidemark …`, built, as a process of its own. */
export class Cli {
  readonly result: Promise<CliResult>;
  private readonly child: ChildProcess;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv, main = MAIN) {
    const flags = ['--disable-warning=TimeoutNegativeWarning'];
    this.child = spawn(process.execPath, [...flags, main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const dieTogether = (): void => {
      this.child.kill('SIGKILL');
    };
    process.once('exit', dieTogether);
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      this.child[name]?.setEncoding('utf8').on('data', (text: string) => (output[name] += text));
    }
    this.result = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code, signal) => {
        process.off('exit', dieTogether);
        resolve({ exitCode: code ?? 1, signal, ...output });
      });
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** The answer of a command with `--json`. */
  async json<Facts>(): Promise<Facts> {
    const { exitCode, signal, stdout, stderr } = await this.result;
    const line = stdout.split('\n').find((each) => each.startsWith('{'));
    if (line === undefined)
      throw new Error(`no JSON from the CLI, which ended with ${signal ?? String(exitCode)}: ${stdout}${stderr}`);
    return JSON.parse(line) as Facts;
  }
}
