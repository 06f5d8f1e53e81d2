import 'reflect-metadata';

import { Command } from 'commander';

import { contactsCommand } from './commands/contacts.command.js';
import { deadLettersCommand } from './commands/dead-letters.command.js';
import { demoCommand } from './commands/demo.command.js';
import { doctorCommand } from './commands/doctor.command.js';
import { loadCommand } from './commands/load.command.js';
import { logCommand } from './commands/log.command.js';
import { migrateCommand } from './commands/migrate.command.js';
import { notificationsCommand } from './commands/notifications.command.js';
import { rebuildCommand } from './commands/rebuild.command.js';
import { startCommand } from './commands/start.command.js';
import { topicsCommand } from './commands/topics.command.js';
import { verifyCommand } from './commands/verify.command.js';
import { runProgram } from './run-program.js';
import { preparation } from './start/preparation.js';

const program = new Command('tidemark')
  .description('event-sourced transaction webhooks: run it, look after it, prove it')
  .addCommand(startCommand(preparation))
  .addCommand(migrateCommand())
  .addCommand(topicsCommand())
  .addCommand(logCommand())
  .addCommand(doctorCommand())
  .addCommand(loadCommand())
  .addCommand(verifyCommand())
  .addCommand(rebuildCommand())
  .addCommand(deadLettersCommand())
  .addCommand(contactsCommand())
  .addCommand(notificationsCommand())
  .addCommand(demoCommand(preparation));

const exitCode = await runProgram(program);
// Whatever the command left open must not keep it from ending; but a pipe may still take in what was printed.
process.stdout.write('', () => process.exit(exitCode));
