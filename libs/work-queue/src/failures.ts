const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5_000;

/** Failures in a row of one kind. */
export class Failures {
  private count = 0;
  private error: Error | undefined;

  get last(): Error | undefined {
    return this.error;
  }

  add(error: unknown): void {
    this.count += 1;
    this.error = error instanceof Error ? error : new Error(String(error));
  }

  clear(): void {
    this.count = 0;
    this.error = undefined;
  }

  /** Doubles up to 5 s; the upper half is spread by `random` (0 up to 1), so that processes do not come back in step. */
  backoff(random: number): number {
    const longest = Math.min(FIRST_BACKOFF_MS * 2 ** (this.count - 1), LONGEST_BACKOFF_MS);
    return longest / 2 + (random * longest) / 2;
  }
}
