import { AlreadyRunningError, lockFolder, type FolderLock } from '@app/embedded';

import { BackupInUseError } from './backup.errors.js';

/**
 * Runs `work` while no other process of this machine exports to the folder: two would write over each other's segments.
 * What a killed one has left holds nobody up.
 *
 * @throws BackupInUseError
 */
export async function aloneIn<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const lock = lockOf(folder);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

function lockOf(folder: string): FolderLock {
  try {
    return lockFolder(folder);
  } catch (cause) {
    throw cause instanceof AlreadyRunningError ? new BackupInUseError(folder, cause) : cause;
  }
}
