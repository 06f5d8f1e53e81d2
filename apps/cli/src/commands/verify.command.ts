import { PROJECTIONS, type Projection } from '@app/projections';
import { Command, Option } from 'commander';

import { withDatabase } from '../engines/with-database.js';
import { withLog } from '../engines/with-log.js';
import { durationMs } from '../option-parsers.js';
import { printJson, printLine } from '../print.js';
import { projectionArgument } from '../rebuild/projection-argument.js';
import { describeReport } from '../verify/describe-report.js';
import { VerifyBar } from '../verify/verify-bar.js';
import { verify } from '../verify/verify.js';

interface VerifyFlags {
  readonly history?: readonly string[];
  readonly projection?: readonly Projection[];
  readonly within: number;
  readonly only?: true;
  readonly settled?: true;
  readonly json?: true;
}

export function verifyCommand(): Command {
  return new Command('verify')
    .description('prove that log, claims and read models say the same: every 202 once, every row as the log makes it')
    .option('--history <files...>', 'what `tidemark load` wrote; without it, only log and database are compared')
    .addOption(
      new Option('--projection <names...>', 'verify these read models only').argParser(
        (name: string, others: readonly Projection[] | undefined): readonly Projection[] => [
          ...(others ?? []),
          projectionArgument(name),
        ],
      ),
    )
    .addOption(
      new Option('--within <time>', 'how long the system may take to catch up')
        .argParser(durationMs)
        .default(30_000, '30s'),
    )
    .option('--only', 'find also what is in the log though no history says that it was sent')
    .option('--settled', 'wait for every outcome, and find transactions without one')
    .option('--json', 'print one line of JSON')
    .action(async (flags: VerifyFlags) => {
      const bar = new VerifyBar();
      const isWatched = process.stderr.isTTY && flags.json !== true;
      const options = {
        histories: flags.history ?? [],
        projections: [...new Set(flags.projection ?? PROJECTIONS)],
        withinMs: flags.within,
        only: flags.only === true,
        settled: flags.settled === true,
        ...(isWatched && { onProgress: bar.show.bind(bar) }),
      };
      const report = await withDatabase((database) => withLog((log) => verify(database, log, options)), {
        poolSize: 2,
      }).finally(() => {
        bar.stop();
      });
      if (flags.json === true) printJson(report);
      else for (const line of describeReport(report)) printLine(line);
      if (!report.ok) process.exitCode = 1;
    });
}
