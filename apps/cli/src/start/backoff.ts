const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/** After this long a process counts as sound again, and its next death as its first. */
export const STEADY_MS = 60_000;

/** 1 s, 2 s, 4 s … 30 s: one crash costs little time, and a process that cannot start does not eat the machine. */
export function backoffMs(earlierFailures: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** earlierFailures);
}
