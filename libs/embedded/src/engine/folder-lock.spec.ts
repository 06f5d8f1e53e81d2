import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { AlreadyRunningError } from './engine.errors.js';
import { lockFolder } from './folder-lock.js';
import { startOf } from './process-table.js';

describe('lockFolder', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'folder-lock-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const lockedBy = (pid: number, started: string): void => {
    writeFileSync(join(folder, 'lock'), JSON.stringify({ pid, started }));
  };

  it('given a lock of a living process, when locked again, then the error names its pid', () => {
    lockedBy(process.ppid, startOf(process.ppid));

    expect(() => lockFolder(folder)).toThrow(AlreadyRunningError);
    expect(() => lockFolder(folder)).toThrow(`pid ${process.ppid}`);
  });

  it('given a lock of a dead process, when locked, then it is taken over', () => {
    lockedBy(2 ** 22 + 1, 'long ago');

    expect(() => lockFolder(folder)).not.toThrow();
  });

  it('given a lock whose pid belongs to another program by now, when locked, then it is taken over', () => {
    lockedBy(process.ppid, 'before the reboot');

    expect(() => lockFolder(folder)).not.toThrow();
  });

  it('given a lock file cut short, when locked, then it is taken over', () => {
    writeFileSync(join(folder, 'lock'), '{"pid":');

    expect(() => lockFolder(folder)).not.toThrow();
  });

  it('given a released lock, when locked again, then it is free', () => {
    lockFolder(folder).release();

    expect(() => lockFolder(folder)).not.toThrow();
  });
});
