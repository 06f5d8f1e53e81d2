/** What a person can act on is one message; what is a bug needs its stack. Errors with a code are of the first kind. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? error.message : (error.stack ?? error.message);
}
