import { hostname, userInfo } from 'node:os';

/** Who asks, for the record: user@host. */
export function operatorName(): string {
  return `${userName()}@${hostname()}`;
}

/** In a container the user may have a number only. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
