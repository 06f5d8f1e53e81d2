import { commandLineOf, terminate } from '@app/embedded';

import type { RunningProcess } from './run-file.js';

/**
 * A run that was killed may have left its processes. A pid may belong to another program by now, so only those whose
 * command line names one of our own paths are stopped.
 */
export async function stopLeftOvers(
  earlier: readonly RunningProcess[],
  ourPaths: readonly string[],
  log: (line: string) => void,
): Promise<void> {
  const ours = earlier.filter(({ pid }) => {
    const commandLine = commandLineOf(pid);
    return ourPaths.some((path) => commandLine.includes(path));
  });
  if (ours.length === 0) return;
  log(`stopping what a killed run left: ${ours.map(({ name, pid }) => `${name} (pid ${pid})`).join(', ')}`);
  // SIGINT stops each of them at once and cleanly; SIGTERM would make PostgreSQL wait for its clients.
  await Promise.all(ours.map(({ pid }) => terminate(pid, 'SIGINT', 5_000)));
}
