import { constants, setPriority } from 'node:os';

import type { INestApplicationContext } from '@nestjs/common';

import { ConfigError } from './config/config.error.js';
import { Log } from './logging/log.js';

export interface RunOptions {
  /**
   * Gives way to other processes of the machine while it is busy. For consumers beside the edge: what waits in the log
   * is safe there, what waits at the edge times out.
   */
  readonly inBackground?: boolean;
}

/** The supervisor kills after 15 s; a clean stop that takes longer than this is stuck. */
const STOP_TIMEOUT_MS = 10_000;

/**
 * Boots a process and ties it to the outside: SIGTERM, SIGINT and the death of a supervisor stop it cleanly with exit code 0;
 * anything unexpected ends it with exit code 1, to be started again from a known state.
 */
export async function runApp(
  name: string,
  boot: () => Promise<INestApplicationContext>,
  { inBackground = false }: RunOptions = {},
): Promise<void> {
  if (inBackground) setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  // Before the boot: a supervisor that dies meanwhile must not leave us behind.
  const stopAsked = whenAskedToStop();
  try {
    const app = await boot();
    const log = app.get(Log, { strict: false });
    exitOnFault(log);
    void stopAsked.then(() => stop(app, log));
  } catch (error) {
    process.stderr.write(`${name} did not start. ${describe(error)}\n`);
    process.exit(1);
  }
}

function whenAskedToStop(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const ask = (): void => {
    setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
    resolve(undefined);
  };
  process.once('SIGTERM', ask);
  process.once('SIGINT', ask);
  // With an IPC channel we are someone's child: when it is gone, nobody would stop or watch us.
  if (process.channel !== undefined) process.once('disconnect', ask);
  return promise;
}

async function stop(app: INestApplicationContext, log: Log): Promise<never> {
  try {
    await app.close();
  } catch (error) {
    log.fatal({ event: 'process.stop_failed', error });
    return process.exit(1);
  }
  return process.exit(0);
}

function exitOnFault(log: Log): void {
  const exit = (event: string) => (error: unknown) => {
    log.fatal({ event, error });
    process.exit(1);
  };
  process.on('uncaughtException', exit('process.uncaught_exception'));
  process.on('unhandledRejection', exit('process.unhandled_rejection'));
}

/** A wrong environment needs its list of variables, a bug its stack. */
function describe(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
