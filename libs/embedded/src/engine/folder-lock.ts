import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { AlreadyRunningError } from './engine.errors.js';
import { hasCode } from './has-code.js';
import { isAlive, startOf } from './process-table.js';

interface Owner {
  readonly pid: number;
  readonly started: string;
}

export interface FolderLock {
  release(): void;
}

/**
 * One process at a time may run on a data folder. A lock whose process is dead, or whose pid now belongs to another
 * program, is taken over.
 *
 * @throws AlreadyRunningError when its owner lives.
 */
export function lockFolder(folder: string): FolderLock {
  mkdirSync(folder, { recursive: true });
  const file = join(resolve(folder), 'lock');
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, JSON.stringify({ pid: process.pid, started: startOf(process.pid) } satisfies Owner));
  try {
    // A link appears at once and with its content, which a file created and then written does not.
    while (!link(mine, file)) takeAwayIfStale(file, `${mine}.stale`, folder);
  } finally {
    rmSync(mine, { force: true });
  }
  return {
    release: () => {
      if (ownerOf(file)?.pid === process.pid) rmSync(file, { force: true });
    },
  };
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

function takeAwayIfStale(file: string, aside: string, folder: string): void {
  const owner = ownerOf(file);
  if (owner !== undefined && isRunning(owner)) throw new AlreadyRunningError(folder, owner.pid);
  try {
    renameSync(file, aside);
  } catch {
    return; // another process was faster; look again
  }
  const taken = ownerOf(aside);
  // Between the look and the rename another process may have taken it over: give it back.
  if (taken !== undefined && isRunning(taken)) link(aside, file);
  rmSync(aside, { force: true });
}

function isRunning(owner: Owner): boolean {
  return isAlive(owner.pid) && startOf(owner.pid) === owner.started;
}

function ownerOf(file: string): Owner | undefined {
  try {
    const owner: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isOwner(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}

function isOwner(value: unknown): value is Owner {
  return (
    typeof value === 'object' &&
    value !== null &&
    'pid' in value &&
    typeof value.pid === 'number' &&
    'started' in value &&
    typeof value.started === 'string'
  );
}
