import { Command } from 'commander';

import { withDatabase } from '../engines/with-database.js';
import { withLog } from '../engines/with-log.js';
import { durationMs } from '../option-parsers.js';
import { printJson, printLine } from '../print.js';
import { FINDING_KINDS, type Finding, type FindingKind } from '../verify/findings.js';
import { verify, type VerifyReport } from '../verify/verify.js';

interface VerifyFlags {
  readonly history?: readonly string[];
  readonly within: number;
  readonly only?: true;
  readonly settled?: true;
  readonly json?: true;
}

/** More is for a program to read. */
const SHOWN = 20;

export function verifyCommand(): Command {
  return new Command('verify')
    .description('prove that what was answered 202 is in the log and in the read model, once, and nothing else is')
    .option('--history <files...>', 'what `tidemark load` wrote; without it, only log and read model are compared')
    .option('--within <time>', 'how long the system may take to catch up', durationMs, 30_000)
    .option('--only', 'find also what is in the log though no history says that it was sent')
    .option('--settled', 'wait for every outcome, and find transactions without one')
    .option('--json', 'print one line of JSON')
    .action(async (flags: VerifyFlags) => {
      const options = {
        histories: flags.history ?? [],
        withinMs: flags.within,
        only: flags.only === true,
        settled: flags.settled === true,
      };
      const report = await withDatabase((database) => withLog((log) => verify(database, log, options)), {
        poolSize: 2,
      });
      if (flags.json === true) printJson(report);
      else printReport(report);
      if (!report.ok) process.exitCode = 1;
    });
}

function printReport({ ok, accepted, transactions, records, total, by_kind, findings }: VerifyReport): void {
  const looked = `${accepted} posts answered 202, ${transactions} transactions, ${records} records`;
  if (ok) {
    printLine(`verify finds nothing: ${looked}`);
    return;
  }
  printLine(`verify finds ${total} faults in ${looked}`);
  for (const [kind, count] of Object.entries(by_kind)) {
    printLine(`  ${kind} ${count}: ${FINDING_KINDS[kind as FindingKind]}`);
  }
  for (const finding of findings.slice(0, SHOWN)) printLine(`- ${describe(finding)}`);
  if (total > SHOWN) printLine(`and ${total - SHOWN} more (--json lists up to 1000)`);
}

function describe({ kind, transaction_id: id, partition, offset, detail }: Finding): string {
  const place = [
    ...(id === undefined ? [] : [id]),
    ...(partition === undefined ? [] : [`partition ${partition}`]),
    ...(offset === undefined ? [] : [`offset ${offset}`]),
  ];
  return `${kind}: ${place.join(', ')}: ${detail}`;
}
