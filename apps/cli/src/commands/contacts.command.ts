import { statSync } from 'node:fs';

import { CHANNELS } from '@app/contracts';
import { Argument, Command, InvalidArgumentError } from 'commander';

import { FORMATS, type ContactFormat } from '../contacts/contact-line.js';
import { listContacts, removeContacts, setContacts } from '../contacts/contact-table.js';
import { readContact } from '../contacts/contact.js';
import { importContacts } from '../contacts/import-contacts.js';
import { shownMessage } from '../dead-letters/shown-bytes.js';
import { withDatabase } from '../engines/with-database.js';
import { wholeNumber } from '../option-parsers.js';
import { printJson, printLine, printTable } from '../print.js';
import { progressBar } from '../progress-bar.js';

interface ListFlags {
  readonly user?: string;
  readonly limit: number;
  readonly json?: true;
}

interface ImportFlags {
  readonly dryRun?: true;
  readonly json?: true;
}

interface ContactFile {
  readonly path: string;
  readonly format: ContactFormat;
}

const IMPORT_HELP = `
CSV begins with a line that names its columns: user_id, channel, address. NDJSON has an object with these fields a line.
A file is imported as a whole or, when one line is wrong, not at all; contacts that are not in it stay as they are.`;

export function contactsCommand(): Command {
  const contacts = new Command('contacts').description(
    'where users are reached, for notifications that name no recipients',
  );
  contacts
    .command('set')
    .description('set or replace the address of a user on a channel')
    .argument('<user_id>')
    .argument('<channel>', CHANNELS.join(', '))
    .argument('<address>', 'a telephone number, an e-mail address, a chat id, a URL')
    .action(set);
  contacts
    .command('remove')
    .description('forget the address of a user on a channel, or on all of them')
    .argument('<user_id>')
    .addArgument(new Argument('[channel]').choices(CHANNELS))
    .action(remove);
  contacts
    .command('list')
    .description('the contacts, by user and channel')
    .option('--user <user_id>', 'of this user')
    .option('--limit <n>', 'lines at most', wholeNumber(1), 100)
    .option('--json', 'print one line of JSON')
    .action(list);
  contacts
    .command('import')
    .description('set or replace the contacts of a file')
    .argument('<file>', 'named .csv or .ndjson', contactFile)
    .option('--dry-run', 'only say what would change')
    .option('--json', 'print one line of JSON')
    .addHelpText('after', IMPORT_HELP)
    .action(runImport);
  return contacts;
}

async function set(userId: string, channel: string, address: string, _flags: object, command: Command): Promise<void> {
  const reading = readContact({ user_id: userId, channel, address });
  if (!reading.ok) command.error(`error: ${reading.problem}`);
  const { added, changed } = await withDatabase((database) => setContacts(database, [reading.contact]));
  printLine(`${userId} ${channel} ${added > 0 ? 'added' : changed > 0 ? 'changed' : 'was so already'}`);
}

async function remove(userId: string, channel: string | undefined): Promise<void> {
  const removed = await withDatabase((database) => removeContacts(database, userId, channel));
  printLine(`${removed} removed`);
}

async function list({ user, limit, json }: ListFlags): Promise<void> {
  const found = await withDatabase((database) => listContacts(database, { user, limit: limit + 1 }));
  const items = found.slice(0, limit);
  const more = found.length > items.length;
  if (json === true) {
    printJson({ items, more });
    return;
  }
  if (items.length === 0) printLine('there are no contacts');
  else {
    const rows = items.map((it) => [it.user_id, it.channel, shownMessage(it.address), it.changed_at.toISOString()]);
    printTable([['user_id', 'channel', 'address', 'changed'], ...rows]);
  }
  if (more) printLine('and more (--limit)');
}

async function runImport({ path, format }: ContactFile, flags: ImportFlags): Promise<void> {
  const { size } = statSync(path);
  const bar = progressBar(size, 'bytes', process.stderr.isTTY && flags.json !== true);
  const dryRun = flags.dryRun === true;
  const { contacts, added, changed } = await withDatabase((database) =>
    importContacts(database, { path, format, dryRun, onProgress: bar.show }),
  ).finally(bar.stop);
  if (flags.json === true) printJson({ contacts, added, changed, dry_run: dryRun });
  else printLine(`${contacts} contacts read: ${added} added, ${changed} changed${dryRun ? '; taken back' : ''}`);
}

function contactFile(path: string): ContactFile {
  const format = (Object.keys(FORMATS) as ContactFormat[]).find((name) => path.toLowerCase().endsWith(`.${name}`));
  if (format === undefined) throw new InvalidArgumentError('Its name has to end in .csv or .ndjson.');
  return { path, format };
}
