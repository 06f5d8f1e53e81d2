/** For errors of the system, such as ENOENT. Not by instanceof: under jest they come from another realm. */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
