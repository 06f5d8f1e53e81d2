import { execFileSync, spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

export interface UserCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: { readonly uid?: number; readonly gid?: number };
}

/**
 * PostgreSQL refuses to run as root. As root it gets the user that its data belongs to already, else `postgres` where
 * there is one, else `nobody`, which every system has; no account is created on somebody's machine.
 *
 * @returns undefined when we are not root: then PostgreSQL runs as we do.
 */
export function postgresUser(dataDir: string): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(dataDir, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return account('postgres') ?? account('nobody') ?? { uid: 65534, gid: 65534 };
}

function account(name: string): SystemUser | undefined {
  try {
    return { uid: idOf('-u', name), gid: idOf('-g', name) };
  } catch {
    return undefined;
  }
}

function idOf(flag: '-u' | '-g', name: string): number {
  return Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

/**
 * A checkout under /root, or a temporary folder made by root, is closed to any other user. There the command keeps the
 * one capability that passes closed folders; it does not become root by that.
 */
export function asUser(
  user: SystemUser | undefined,
  command: string,
  args: readonly string[],
  dir: string,
): UserCommand {
  if (user === undefined) return { command, args, options: {} };
  if (isReachable(user, command) && isReachable(user, dir)) return { command, args, options: user };
  const identity = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'];
  const capability = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  return { command: 'setpriv', args: [...identity, ...capability, command, ...args], options: {} };
}

function isReachable(user: SystemUser, path: string): boolean {
  return spawnSync('test', ['-x', path], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}
