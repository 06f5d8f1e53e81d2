import { CommanderError, type Command } from 'commander';

import { describeError } from './describe-error.js';

/** The command line itself was wrong. */
const USAGE = 2;
const FAILED = 1;

/**
 * Runs a command line.
 *
 * @returns the exit code. 0: done; 1: it failed, or it found what it looks for; 2: the command line was wrong.
 *   A command that finds something says so by `process.exitCode = 1`.
 */
export async function runProgram(program: Command, argv: readonly string[] = process.argv): Promise<number> {
  throwInsteadOfExit(program);
  try {
    await program.parseAsync(argv);
    return Number(process.exitCode ?? 0);
  } catch (error) {
    // commander has printed what was wrong, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE;
    process.stderr.write(`${describeError(error)}\n`);
    return FAILED;
  }
}

/** Commands that were made on their own have none of the program's settings. */
function throwInsteadOfExit(command: Command): void {
  command.exitOverride().showHelpAfterError('(--help shows what there is)');
  for (const subcommand of command.commands) throwInsteadOfExit(subcommand);
}
