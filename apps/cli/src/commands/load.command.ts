import { Command } from 'commander';

import { HistoryWriter } from '../history/history-writer.js';
import { loadTarget } from '../load/load.config.js';
import type { LoadSummary } from '../load/load-figures.js';
import { showProgress } from '../load/load-progress.js';
import { LoadRun } from '../load/load-run.js';
import { newSeed } from '../load/seeded-random.js';
import { Workload } from '../load/workload.js';
import { durationMs, httpUrl, share, wholeNumber } from '../option-parsers.js';
import { printJson, printLine } from '../print.js';

interface LoadFlags {
  readonly url?: URL;
  readonly count?: number;
  readonly duration?: number;
  readonly rate?: number;
  readonly connections: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly seed?: number;
  readonly prefix?: string;
  readonly history?: string;
  readonly retry?: true;
  readonly json?: true;
}

const DEFAULT_COUNT = 10_000;

export function loadCommand(): Command {
  return new Command('load')
    .description('send transactions and write down what was sent and answered, for `tidemark verify`')
    .option('--url <url>', 'where to post (default: ingestion on this machine)', httpUrl)
    .option('--count <n>', `requests (default: ${DEFAULT_COUNT}, or no limit with --duration)`, wholeNumber(1))
    .option('--duration <time>', 'for how long, such as 30s or 5m', durationMs)
    .option('--rate <n>', 'requests a second (default: as fast as the answers come)', wholeNumber(1, 1_000_000))
    .option('--connections <n>', 'kept alive, with one request under way each', wholeNumber(1, 10_000), 64)
    .option('--duplicates <share>', 'of all requests, from 0 to 1: an earlier post once more', share, 0)
    .option('--conflicts <share>', 'of all requests, from 0 to 1: an earlier id with another amount', share, 0)
    .option(
      '--seed <n>',
      'decides everything about the posts (default: a new one, printed)',
      wholeNumber(0, 2 ** 32 - 1),
    )
    .option('--prefix <text>', 'begins every id (default: a new one)')
    .option('--history <file>', 'where to write what was sent and answered, one line of JSON each')
    .option('--retry', 'send again, with the same id, what was not acknowledged')
    .option('--json', 'print the summary as one line of JSON')
    .action(load);
}

async function load(flags: LoadFlags): Promise<void> {
  const { seed = newSeed(), prefix = `load-${Date.now().toString(36)}`, duplicates, conflicts } = flags;
  const url = flags.url ?? new URL('/v1/webhooks/transactions', loadTarget().ingestionUrl);
  const pace = {
    rate: flags.rate,
    count: flags.count ?? (flags.duration === undefined ? DEFAULT_COUNT : Number.POSITIVE_INFINITY),
    durationMs: flags.duration ?? Number.POSITIVE_INFINITY,
  };
  const workload = new Workload({ seed, prefix, duplicates, conflicts });
  const started = { prefix, seed, url: url.href, started_at: new Date().toISOString() };
  const history = flags.history === undefined ? undefined : new HistoryWriter(flags.history, started);
  const run = new LoadRun({
    url,
    connections: flags.connections,
    pace,
    retry: flags.retry === true,
    next: () => workload.next(),
    record: (attempt) => history?.add(attempt),
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      run.stop();
    });
  }
  const hideProgress = process.stderr.isTTY && flags.json !== true ? showProgress(run.figures, pace) : undefined;
  await run.run();
  hideProgress?.();
  history?.close();
  report({ seed, prefix, ...run.figures.summary() }, flags);
}

function report(summary: LoadSummary & { readonly seed: number; readonly prefix: string }, { json }: LoadFlags): void {
  if (summary.accepted === 0) process.exitCode = 1;
  if (json === true) {
    printJson(summary);
    return;
  }
  const { accepted, rejected, failed, unknown, seconds, rate, p50_ms: p50, p99_ms: p99, max_ms: max } = summary;
  printLine(`${accepted} accepted, ${rejected} rejected, ${unknown} unknown, ${failed} failed in ${seconds} s`);
  printLine(`${rate} accepted/s, p50 ${p50} ms, p99 ${p99} ms, max ${max} ms`);
  printLine(`seed ${summary.seed}, ids ${summary.prefix}-0 and on`);
}
