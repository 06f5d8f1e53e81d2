import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NODE_FLAGS = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  '--disable-warning=TimeoutNegativeWarning',
];

/** The parts of jest's JSON that the summary is made of. */
interface JestResults {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  /** Files that did not run at all, of which jest counts no test as failed. */
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

export interface JestRun {
  readonly exitCode: number;
  /** The last lines of the run: skipped tests by name, then the counts. */
  readonly summary: string;
}

/** One more than the smallest machine has cores: specs spend a good part of their time waiting for groups and leases. */
const WORKERS = '--maxWorkers=3';

export async function runJest(args: readonly string[], env: NodeJS.ProcessEnv): Promise<JestRun> {
  const folder = mkdtempSync(join(tmpdir(), 'tidemark-jest-'));
  const outputFile = join(folder, 'results.json');
  const workers = args.some((arg) => /^(--maxWorkers|-w|-i$|--runInBand)/.test(arg)) ? [] : [WORKERS];
  try {
    const jest = ['node_modules/jest/bin/jest.js', ...workers, '--json', `--outputFile=${outputFile}`, ...args];
    const exitCode = await runNode([...NODE_FLAGS, ...jest], env);
    return { exitCode, summary: summarize(JSON.parse(readFileSync(outputFile, 'utf8')) as JestResults) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runNode(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env, stdio: 'inherit' });
    const stop = (): void => {
      child.kill('SIGTERM');
    };
    process.once('SIGINT', stop).once('SIGTERM', stop);
    child.once('error', reject);
    child.once('exit', (code) => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve(code ?? 1);
    });
  });
}

export function summarize(results: JestResults): string {
  const tests = results.testResults.flatMap((file) => file.assertionResults);
  const skipped = tests.filter((test) => test.status === 'pending' || test.status === 'todo');
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const counts = `${results.numPassedTests} passed, ${failed} failed`;
  if (skipped.length === 0) return counts;
  const names = skipped.map((test) => `skipped: ${withReason(test.fullName)}`);
  return [...names, `${counts}, ${skipped.length} skipped`].join('\n');
}

function withReason(name: string): string {
  return name.includes('[skipped: ') ? name : `${name} [skipped: no reason given]`;
}
