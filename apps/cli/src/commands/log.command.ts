import { TOPICS } from '@app/contracts';
import { Command, Option } from 'commander';

import { exportLog, SEGMENT_LIMITS } from '../backup/export-log.js';
import { importLog, QUIET_MS } from '../backup/import-log.js';
import { Progress, showBackupProgress } from '../backup/progress.js';
import { withLog, type WritableLog } from '../engines/with-log.js';
import { printJson, printLine } from '../print.js';
import { aborted, stopSignals } from '../start/stop-signals.js';
import { topicSettings } from '../topics/topic-settings.js';
import { topicsConfig } from '../topics/topics.config.js';

interface ExportFlags {
  readonly to: string;
  readonly topic?: readonly string[];
  readonly json?: true;
}

interface ImportFlags {
  readonly from: string;
  readonly json?: true;
}

const FAILED = 1;

const EXPORT_HELP = `
Run again, it goes on after what is in the folder: after it was stopped, or to add what is new (an incremental backup).
Before that it proves that the log still holds the last record that was exported.`;

const IMPORT_HELP = `
Writes into topics that are missing (they are created), empty, or hold how the backup begins: run again after it was
stopped, it goes on. Partitions, order, keys, headers and bytes are those of the backup, and so are the offsets, unless the
backup begins late or has gaps. The broker stamps each record anew: a record's own timestamp (LogAppendTime) changes, the
times in the events do not. Nobody else may write meanwhile.`;

export function logCommand(): Command {
  const log = new Command('log').description(
    'back up the log at KAFKA_BROKERS, which is the only truth, and bring it back',
  );
  log
    .command('export')
    .description('write the log, or what is new in it, to a folder: NDJSON in zstd, with partitions, keys and headers')
    .requiredOption('--to <folder>', 'the backup; made if it is missing')
    .addOption(new Option('--topic <names...>', 'only these topics (default: all)').choices(TOPICS))
    .option('--json', 'print one line of JSON')
    .addHelpText('after', EXPORT_HELP)
    .action(runExport);
  log
    .command('import')
    .description('write a backup into an empty log')
    .requiredOption('--from <folder>', 'the backup, as `tidemark log export` wrote it')
    .option('--json', 'print one line of JSON')
    .addHelpText('after', IMPORT_HELP)
    .action(runImport);
  return log;
}

async function runExport({ to: folder, topic: topics = TOPICS, json }: ExportFlags): Promise<void> {
  const { records, warnings, ...report } = await runShown(json === true, (log, progress) =>
    exportLog(log, { folder, topics, limits: SEGMENT_LIMITS, now: () => new Date(), progress }),
  );
  warn(warnings);
  if (json === true) printJson({ records, warnings, ...report });
  else printLine(`${records} records exported to ${folder} in ${report.seconds} s (${report.rate}/s)`);
}

async function runImport({ from: folder, json }: ImportFlags): Promise<void> {
  const settings = topicSettings({}, topicsConfig());
  const { records, warnings, ...report } = await runShown(json === true, (log, progress) =>
    importLog(log, { folder, settings, quietMs: QUIET_MS, progress }),
  );
  warn(warnings);
  if (json === true) {
    printJson({ records, warnings, ...report });
    return;
  }
  for (const { topic, result } of report.topics) printLine(`${topic} ${result}`);
  printLine(
    `${records} records imported in ${report.seconds} s (${report.rate}/s); ${report.already_there} were there already`,
  );
}

/** With a bar on a terminal. A signal ends the process where it stands: what is on disk and in the log can be gone on from. */
async function runShown<Report>(
  quiet: boolean,
  work: (log: WritableLog, progress: Progress) => Promise<Report>,
): Promise<Report & ReturnType<Progress['summary']>> {
  const progress = new Progress();
  const hide = process.stderr.isTTY && !quiet ? showBackupProgress(progress) : () => undefined;
  void aborted(stopSignals(() => undefined)).then(() => {
    hide();
    process.stderr.write('stopped; run it again to go on\n', () => process.exit(FAILED));
  });
  try {
    return { ...(await withLog((log) => work(log, progress))), ...progress.summary() };
  } finally {
    hide();
  }
}

function warn(warnings: readonly string[]): void {
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
}
