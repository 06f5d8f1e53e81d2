import { migrateDown, migrateUp, migrationStatus, type MigrationStatus } from '@app/database';
import { Command } from 'commander';

import { MIGRATIONS } from '../../../../migrations/index.js';
import { withDatabase } from '../engines/with-database.js';
import { printJson, printLine, printTable } from '../print.js';

interface MigrateFlags {
  readonly json?: true;
}

/** The part of a migrator's result that is shown. */
interface Done {
  readonly migrationName: string;
}

export function migrateCommand(): Command {
  const migrate = new Command('migrate').description('change the tables of DATABASE_URL that can never be rebuilt');
  migrate
    .command('up')
    .description('apply what is missing; safe to run by several at once')
    .option('--json', 'print one line of JSON')
    .action(async (flags: MigrateFlags) => {
      printDone('applied', await withDatabase((database) => migrateUp(database, MIGRATIONS)), flags);
    });
  migrate
    .command('down')
    .description('take the newest migration back, with the data in its tables')
    .option('--json', 'print one line of JSON')
    .action(async (flags: MigrateFlags) => {
      printDone('reverted', await withDatabase((database) => migrateDown(database, MIGRATIONS)), flags);
    });
  migrate
    .command('status')
    .description('list the migrations and when each was applied')
    .option('--json', 'print one line of JSON')
    .action(async (flags: MigrateFlags) => {
      printStatus(await withDatabase((database) => migrationStatus(database, MIGRATIONS)), flags);
    });
  return migrate;
}

function printDone(what: 'applied' | 'reverted', done: readonly Done[], { json }: MigrateFlags): void {
  const names = done.map(({ migrationName }) => migrationName);
  if (json === true) printJson({ [what]: names });
  else if (names.length === 0) printLine('nothing to do');
  else for (const name of names) printLine(`${what} ${name}`);
}

function printStatus(migrations: readonly MigrationStatus[], { json }: MigrateFlags): void {
  const rows = migrations.map(({ name, executedAt }) => ({ name, applied_at: executedAt?.toISOString() ?? null }));
  if (json === true) printJson({ migrations: rows });
  else
    printTable(rows.map(({ name, applied_at }) => [name, applied_at === null ? 'pending' : `applied ${applied_at}`]));
}
