/** Names that would reach an object's prototype if some code copied a body carelessly. */
const FORBIDDEN_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor']);

/** Something in a body that we do not store: where (a JSON pointer) and why. */
export interface UnsafeText {
  readonly path: string;
  readonly reason: string;
}

/** Deep enough to be found by eye; a path for each of a hundred thousand levels would take seconds to write. */
const MAX_PATH_LENGTH = 200;

/**
 * Whether a parsed body holds no string or name that PostgreSQL's text cannot hold (NUL) or that is no Unicode (a lone
 * surrogate), and no forbidden name, at any depth. With a stack of its own: bodies may be nested deeper than calls can be.
 */
export function isSafeBody(body: unknown): boolean {
  if (typeof body === 'string') return isSafe(body);
  if (typeof body !== 'object' || body === null) return true;
  const pending: object[] = [body];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const values: readonly unknown[] = Array.isArray(next) ? next : Object.values(next);
    if (values !== next && !Object.keys(next).every(isSafeName)) return false;
    for (const value of values) {
      if (typeof value === 'string') {
        if (!isSafe(value)) return false;
      } else if (typeof value === 'object' && value !== null) {
        pending.push(value);
      }
    }
  }
  return true;
}

/** Where and why a body is not safe, for its refusal. */
export function findUnsafeText(body: unknown): UnsafeText | undefined {
  const pending: { readonly value: unknown; readonly path: string }[] = [{ value: body, path: '' }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, path } = next;
    if (typeof value === 'string' && !isSafe(value)) return { path, reason: 'has NUL or a lone surrogate in it' };
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, child] of Object.entries(value) as [string, unknown][]) {
      if (!isSafe(name)) return { path, reason: 'has a name with NUL or a lone surrogate in it' };
      const childPath = pathTo(path, name);
      if (!isSafeName(name) && !Array.isArray(value)) return { path: childPath, reason: 'is not an allowed name' };
      pending.push({ value: child, path: childPath });
    }
  }
  return undefined;
}

function isSafeName(name: string): boolean {
  return !FORBIDDEN_NAMES.has(name) && isSafe(name);
}

function isSafe(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

function pathTo(parent: string, name: string): string {
  if (parent.length + name.length > MAX_PATH_LENGTH) return parent;
  return `${parent}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
