import { PARTITIONS } from '@app/contracts';
import { deadLetterResponse, type DeadLetter } from '@app/projections';
import { Command } from 'commander';

import { filtersOf, withDeadLetterFlags, type DeadLetterFlags } from '../dead-letters/dead-letter-flags.js';
import { NotParkedError } from '../dead-letters/dead-letter.errors.js';
import { findDeadLetters } from '../dead-letters/find-dead-letters.js';
import { findParkedRecord } from '../dead-letters/parked-record.js';
import { printRecord, printRecordAsJson } from '../dead-letters/print-record.js';
import { printRedriven, printRedrivenAsJson, summaryOf } from '../dead-letters/redrive-report.js';
import { RedriveRun } from '../dead-letters/redrive-run.js';
import { shownError, shownKey, shownMessage } from '../dead-letters/shown-bytes.js';
import { withDatabase } from '../engines/with-database.js';
import { perSecond, wholeNumber } from '../option-parsers.js';
import { printJson, printLine, printTable } from '../print.js';
import { progressBar } from '../progress-bar.js';

interface JsonFlag {
  readonly json?: true;
}

interface ListFlags extends DeadLetterFlags, JsonFlag {
  readonly limit: number;
}

interface RedriveFlags extends DeadLetterFlags, JsonFlag {
  readonly all?: true;
  readonly dryRun?: true;
  readonly rate?: number;
}

export function deadLettersCommand(): Command {
  const deadLetters = new Command('dead-letters').description('what could not be applied, and what waits behind it');
  withDeadLetterFlags(deadLetters.command('list').description('the first parked record of each key, and why'))
    .option('--limit <n>', 'lines at most', wholeNumber(1), 100)
    .option('--json', 'print one line of JSON')
    .action(list);
  deadLetters
    .command('show')
    .description('one parked record: headers, value, error, and what waits behind it')
    .argument('<reader>')
    .argument('<topic>')
    .argument('<partition>', 'a number', wholeNumber(0, PARTITIONS - 1))
    .argument('<offset>', 'a number', wholeNumber(0))
    .option('--json', 'print one line of JSON')
    .action(show);
  withDeadLetterFlags(deadLetters.command('redrive').description('apply parked records again, in order, key by key'))
    .option('--all', 'whatever is parked')
    .option('--dry-run', 'only list what would be redriven')
    .option('--rate <n/s>', 'keys per second at most', perSecond)
    .option('--json', 'print one line of JSON')
    .action(redrive);
  return deadLetters;
}

async function list(flags: ListFlags): Promise<void> {
  const letters = await withDatabase((database) => findDeadLetters(database, filtersOf(flags), flags.limit + 1));
  const shown = letters.slice(0, flags.limit);
  const more = letters.length > shown.length;
  if (flags.json === true) printJson({ items: shown.map(deadLetterResponse), more });
  else printLetters(shown, more);
}

async function show(reader: string, topic: string, partition: number, offset: number, flags: JsonFlag): Promise<void> {
  const place = { reader, topic, partition, offset };
  const record = await withDatabase((database) => findParkedRecord(database, place));
  if (record === undefined) throw new NotParkedError(place);
  if (flags.json === true) printRecordAsJson(record);
  else printRecord(record);
}

async function redrive(flags: RedriveFlags, command: Command): Promise<void> {
  const isLimited = [flags.reader, flags.projection, flags.errorClass, flags.key].some((flag) => flag !== undefined);
  if (!isLimited && flags.all !== true) command.error('error: say which by a filter, or --all');
  await withDatabase(async (database) => {
    const letters = await findDeadLetters(database, filtersOf(flags));
    if (flags.dryRun === true) {
      if (flags.json === true) printJson({ items: letters.map(deadLetterResponse) });
      else printLetters(letters, false);
      return;
    }
    const bar = progressBar(letters.length, 'keys', process.stderr.isTTY && flags.json !== true);
    const run = new RedriveRun(database, letters, { rate: flags.rate, onProgress: bar.show });
    const keys = await run.run().finally(bar.stop);
    if (flags.json === true) printRedrivenAsJson(keys);
    else printRedriven(keys);
    const { still_parked, requested } = summaryOf(keys);
    if (still_parked + requested > 0) process.exitCode = 1;
  });
}

function printLetters(letters: readonly DeadLetter[], more: boolean): void {
  if (letters.length === 0) printLine('nothing is parked');
  else {
    const heading = ['reader', 'topic', 'partition', 'offset', 'key', 'waiting', 'error'];
    printTable([heading, ...letters.map(rowOf)]);
  }
  if (more) printLine('and more (--limit)');
}

function rowOf({ reader, topic, partition, offset, key, waiting, errorClass, message }: DeadLetter): readonly string[] {
  const place = [reader, topic, String(partition), String(offset)];
  return [...place, shownMessage(shownKey(key), 40), String(waiting), shownError(errorClass, message)];
}
