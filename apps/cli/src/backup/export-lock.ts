import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { isAlive } from '@app/embedded';

import { BackupInUseError } from './backup.errors.js';

/**
 * Runs `work` while no other process of this machine exports to the folder: two would write over each other's segments.
 * What a killed one has left holds nobody up.
 *
 * @throws BackupInUseError, and EEXIST when both begin at the same moment
 */
export async function aloneIn<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const path = join(folder, '.exporting');
  await mkdir(folder, { recursive: true });
  const holder = await holderOf(path);
  if (holder !== undefined) throw new BackupInUseError(path, holder);
  await writeFile(path, String(process.pid), { flag: 'wx' });
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

/** The process that exports now; what is left of one that was killed is removed. */
async function holderOf(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const pid = Number(text);
  // In a container every process may have the number of the one before.
  if (pid > 0 && pid !== process.pid && isAlive(pid)) return pid;
  await rm(path, { force: true });
  return undefined;
}
