import { NotAppendedError, UnknownOutcomeError } from '@app/messaging';
import type { ProblemSpec } from '@app/platform';

export type AppendProblem = ProblemSpec & { readonly code: 'overloaded' | 'unknown-outcome' };

/** The queue drains, or the log comes back, within seconds. */
const RETRY_AFTER_SECONDS = 1;

/** Nothing was written. */
export const OVERLOADED: AppendProblem = {
  status: 503,
  code: 'overloaded',
  title: 'Overloaded',
  detail: 'The write was not attempted: too many are waiting, or the log cannot be reached. Send it again.',
  retryAfterSeconds: RETRY_AFTER_SECONDS,
};

/** Sending it again is safe either way: an identical post has no further effect. */
export const UNKNOWN_OUTCOME: AppendProblem = {
  status: 503,
  code: 'unknown-outcome',
  title: 'Unknown outcome',
  detail: 'The write may or may not have happened: it was not confirmed in time. Send it again.',
  retryAfterSeconds: RETRY_AFTER_SECONDS,
};

/** What to answer when the log did not take a record; undefined for what is no failure of the log. */
export function problemOfAppend(error: unknown): AppendProblem | undefined {
  if (error instanceof NotAppendedError) return OVERLOADED;
  return error instanceof UnknownOutcomeError ? UNKNOWN_OUTCOME : undefined;
}
