const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 5_000;

/** How long to wait after so many failures in a row: half of it is jitter, so that processes do not meet again. */
export function backoffMs(failures: number): number {
  const longest = Math.min(FIRST_BACKOFF_MS * 2 ** failures, MAX_BACKOFF_MS);
  return longest / 2 + (Math.random() * longest) / 2;
}
