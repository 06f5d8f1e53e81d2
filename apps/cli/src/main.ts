import 'reflect-metadata';

import { Command } from 'commander';

import { startCommand } from './commands/start.command.js';
import { describeError } from './describe-error.js';
import { preparation } from './start/preparation.js';

const program = new Command('tidemark')
  .description('event-sourced transaction webhooks: run it, look after it, prove it')
  .showHelpAfterError()
  .addCommand(startCommand(preparation));

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  // Whatever the command left open must not keep it from ending.
  process.exit(1);
}
