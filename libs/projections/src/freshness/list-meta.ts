import type { KnownEnds } from './recent-ends.js';

/** How fresh a list or a summary is. */
export interface ListMeta {
  /** Everything that was in the log at this time is in the answer, parked events apart. RFC 3339 UTC. */
  readonly as_of: string | null;
  /** Age of `as_of` when it was answered; null when that is not known. */
  readonly lag_ms: number | null;
  /**
   * `complete`; `provisional` when the asked-for write is not in it yet or the log cannot be asked; `incomplete` while
   * events are parked or the read model is being rebuilt in place.
   */
  readonly completeness: 'complete' | 'provisional' | 'incomplete';
  readonly generation: number;
}

/** How far a reader is in one partition. */
export interface AppliedPartition {
  readonly position: number;
  /** LogAppendTime of the record before the position, ms since 1970; undefined when nothing was applied. */
  readonly appliedUntil: number | undefined;
}

/**
 * The time up to which everything is applied, ms since 1970: by each partition the newest question to the broker whose
 * answer lies within the position, else the time of the last applied record; the earliest of them.
 *
 * @param known answers of the broker, newest first
 * @returns undefined when it is not known
 */
export function appliedAsOf(
  applied: ReadonlyMap<number, AppliedPartition>,
  known: readonly KnownEnds[],
): number | undefined {
  const [newest] = known;
  const partitions = newest === undefined ? applied.keys() : newest.ends.keys();
  let earliest: number | undefined;
  for (const partition of partitions) {
    const { position, appliedUntil } = applied.get(partition) ?? { position: 0, appliedUntil: undefined };
    const answer = known.find(({ ends }) => (ends.get(partition) ?? 0) <= position);
    const time = Math.max(answer?.askedAt ?? -Infinity, appliedUntil ?? -Infinity);
    if (time === -Infinity) return undefined;
    earliest = Math.min(earliest ?? Infinity, time);
  }
  return earliest;
}
