import type { INestApplicationContext } from '@nestjs/common';

import { ConfigError } from './config/config.error.js';
import { Log } from './logging/log.js';

/** The supervisor kills after 15 s; a clean stop that takes longer than this is stuck. */
const STOP_TIMEOUT_MS = 10_000;

/**
 * Boots a process and ties it to the outside: SIGTERM, SIGINT and the death of a supervisor stop it cleanly with exit code 0;
 * anything unexpected ends it with exit code 1, to be started again from a known state.
 */
export async function runApp(name: string, boot: () => Promise<INestApplicationContext>): Promise<void> {
  try {
    const app = await boot();
    exitOnFault(app.get(Log, { strict: false }));
    stopOnSignal(app);
    stopWithSupervisor(app);
  } catch (error) {
    process.stderr.write(`${name} did not start. ${describe(error)}\n`);
    process.exit(1);
  }
}

function exitOnFault(log: Log): void {
  const exit = (event: string) => (error: unknown) => {
    log.fatal({ event, error });
    process.exit(1);
  };
  process.on('uncaughtException', exit('process.uncaught_exception'));
  process.on('unhandledRejection', exit('process.unhandled_rejection'));
}

function stopOnSignal(app: INestApplicationContext): void {
  process.once('SIGTERM', exitWhenStuck);
  process.once('SIGINT', exitWhenStuck);
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
}

/** With an IPC channel we are someone's child: when it is gone, nobody would stop or watch us. */
function stopWithSupervisor(app: INestApplicationContext): void {
  if (process.channel === undefined) return;
  process.once('disconnect', () => {
    exitWhenStuck();
    void app.close().finally(() => process.exit(0));
  });
}

function exitWhenStuck(): void {
  setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
}

/** A wrong environment needs its list of variables, a bug its stack. */
function describe(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
