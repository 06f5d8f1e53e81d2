import { printJson, printLine } from '../print.js';
import type { RequestedRetry } from './retry-run.js';

/** How many the log has, perhaps has, and surely has not. */
function summaryOf(retries: readonly RequestedRetry[]): Readonly<Record<ReturnType<typeof stateOf>, number>> {
  const count = (state: ReturnType<typeof stateOf>): number => retries.filter((it) => stateOf(it) === state).length;
  return { requested: count('requested'), not_confirmed: count('not_confirmed'), not_asked: count('not_asked') };
}

function stateOf({ error }: RequestedRetry): 'requested' | 'not_confirmed' | 'not_asked' {
  if (error === null) return 'not_asked';
  return error === undefined ? 'requested' : 'not_confirmed';
}

export function printRetriesAsJson(retries: readonly RequestedRetry[]): void {
  const results = retries.map((retry) => ({
    notification_id: retry.notificationId,
    channels: retry.channels,
    state: stateOf(retry),
    error_message: retry.error?.message ?? null,
  }));
  printJson({ results, summary: summaryOf(retries) });
}

export function printRetries(retries: readonly RequestedRetry[]): void {
  if (retries.length === 0) {
    printLine('there is nothing to try again');
    return;
  }
  const { requested, not_confirmed, not_asked } = summaryOf(retries);
  printLine(
    `${requested} of ${retries.length} notifications are asked for again; the notifier tries them as soon as it reads that`,
  );
  if (not_confirmed === 0) return;
  const reason = retries.find(({ error }) => error instanceof Error)?.error?.message ?? '';
  printLine(`${not_confirmed} not confirmed by the log (${reason}), ${not_asked} not asked for: run it again`);
}
