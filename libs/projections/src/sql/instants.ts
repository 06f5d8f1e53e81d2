/**
 * `2026-03-29T01:30:00.123456Z` of PostgreSQL's `timestamptz::text` in a session in UTC, as every pool here has it.
 * Not by way of Date, which ends at the millisecond.
 */
export function instantOf(timestamptz: string): string {
  return `${timestamptz.slice(0, 10)}T${timestamptz.slice(11, timestamptz.lastIndexOf('+'))}Z`;
}

export function instantOrNull(timestamptz: string | null): string | null {
  return timestamptz === null ? null : instantOf(timestamptz);
}
