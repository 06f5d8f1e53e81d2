import type { GenerationState } from '@app/database';

/**
 * What comes after the reading, as shares of its time: each index, and the comparison. Measured over a million events: five
 * indexes took some 20 % and the comparison 10 % of it for transaction-status; the comparison of summaries 9 %.
 */
const INDEX = 0.04;
const COMPARISON = 0.1;

export interface RebuildPace {
  readonly state: GenerationState;
  readonly done: number;
  readonly total: number;
  /** Events per second when it last read. */
  readonly rate: number;
  readonly isThrottled: boolean;
  readonly isInPlace: boolean;
  /** How many are made after the reading. */
  readonly indexes: number;
  /** Since anything was last counted: indexes and comparisons count nothing. */
  readonly secondsSince: number;
}

/** How long a rebuild still takes until its rows are read, to a tenth of a second; null when that cannot be told. */
export function secondsLeft(pace: RebuildPace): number | null {
  const { done, total, rate, secondsSince } = pace;
  if (rate === 0) return null;
  const afterwards = done < total ? 0 : secondsSince;
  const seconds = (total - done + shareAfter(pace) * total) / rate - afterwards;
  return Math.max(0, Math.round(10 * seconds) / 10);
}

function shareAfter({ state, isThrottled, isInPlace, indexes }: RebuildPace): number {
  // The rate says nothing of what is not throttled, and hardly any of the time goes there.
  if (isThrottled) return 0;
  switch (state) {
    case 'building':
      return indexes * INDEX + (isInPlace ? 0 : COMPARISON);
    case 'catching_up':
    case 'verifying':
      return COMPARISON;
    case 'promoted':
      return indexes * INDEX;
    case 'ready':
    case 'rolled_back':
    case 'failed':
      return 0;
  }
}
