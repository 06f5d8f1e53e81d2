/** Read models keep 15-minute buckets in UTC because the days of every zone begin on one, :30 and :45 included. */
export const QUARTER_MS = 900_000;

/** Start of the 15-minute UTC bucket of an instant; both in epoch milliseconds. */
export function quarterOf(epochMs: number): number {
  return Math.floor(epochMs / QUARTER_MS) * QUARTER_MS;
}
