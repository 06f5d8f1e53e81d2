import { setTimeout as delay } from 'node:timers/promises';

export interface PollOptions {
  /** What is waited for, named in the error. */
  readonly what: string;
  /** A minute unless told: only what is broken reaches it, on a machine of any speed. */
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
}

type Falsy = false | 0 | '' | null | undefined;

/**
 * Asks until the answer is truthy and returns it. What the question throws counts as "not yet", so that it may hold
 * expectations; the last of it is the cause of the error.
 */
export async function pollUntil<T>(ask: () => Promise<T> | T, options: PollOptions): Promise<Exclude<T, Falsy>> {
  const { what, timeoutMs = 60_000, intervalMs = 25 } = options;
  const deadline = Date.now() + timeoutMs;
  let last: unknown;
  do {
    try {
      const answer = await ask();
      if (isTruthy(answer)) return answer;
      last = answer;
    } catch (error) {
      last = error;
    }
    await delay(intervalMs);
  } while (Date.now() < deadline);
  throw new Error(`Not within ${timeoutMs} ms: ${what}; last: ${describe(last)}`, { cause: last });
}

function isTruthy<T>(value: T): value is Exclude<T, Falsy> {
  return Boolean(value);
}

function describe(value: unknown): string {
  return value instanceof Error ? value.message : String(value);
}
