import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { EngineFolder } from '../engine/engine-folder.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { asUser, type SystemUser } from './system-user.js';

const run = promisify(execFile);

export interface Credentials {
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Creates the cluster, its superuser and its database, unless they are there. A run cut short leaves nothing behind. */
export async function initialise(
  folder: EngineFolder,
  binaries: PostgresBinaries,
  user: SystemUser | undefined,
  credentials: Credentials,
): Promise<void> {
  if (existsSync(folder.data)) return;
  const partial = join(folder.root, 'data.part');
  const passwordFile = join(folder.root, 'password.part');
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o700 });
  writeFileSync(passwordFile, `${credentials.password}\n`, { mode: 0o600 });
  if (user !== undefined) for (const path of [partial, passwordFile]) chownSync(path, user.uid, user.gid);
  const runAsUser = async (command: string, args: readonly string[], input = ''): Promise<void> => {
    const wrapped = asUser(user, command, args, partial);
    const running = run(wrapped.command, wrapped.args, { ...wrapped.options, cwd: folder.root });
    running.child.stdin?.end(input);
    await running;
  };
  try {
    const identity = [`--username=${credentials.user}`, `--pwfile=${passwordFile}`, '--auth=scram-sha-256'];
    // PostgreSQL's own locale: the order of text must not depend on the machine.
    const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
    await runAsUser(binaries.initdb, [`--pgdata=${partial}`, ...identity, ...locale]);
    const createDatabase = `CREATE DATABASE "${credentials.database}"\n`;
    await runAsUser(binaries.postgres, ['--single', '-D', partial, 'postgres'], createDatabase);
    renameSync(partial, folder.data);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}
