import { join } from 'node:path';

import { lockFolder } from '@app/embedded';

import { bringUp } from './bring-up.js';
import { prefixedPrinter } from './prefixed-output.js';
import { RunFile } from './run-file.js';
import type { StartOptions } from './start-options.js';
import { aborted, stopSignals } from './stop-signals.js';
import { Supervisor } from './supervisor.js';

/** Runs everything until a signal comes. When the promise settles, nothing of it runs any more. */
export async function start(options: StartOptions): Promise<void> {
  const print = prefixedPrinter(['tidemark', ...options.apps.map(({ name }) => name)], process.stdout);
  const log = (line: string): void => {
    print('tidemark', line);
  };
  const lock = lockFolder(options.dataDir);
  const runFile = new RunFile(join(options.dataDir, 'run.json'));
  const supervisor = new Supervisor({ runFile, log });
  const stop = stopSignals(() => {
    supervisor.killNow();
    process.exit(1);
  });
  try {
    // A stop in the middle does not wait for the rest of the start.
    await Promise.race([bringUp({ ...options, supervisor, runFile, print, log, stop }), aborted(stop)]);
    await aborted(stop);
    log('stopping');
  } finally {
    await supervisor.stop();
    lock.release();
  }
}
