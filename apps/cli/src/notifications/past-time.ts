import { parseInstant } from '@app/domain';
import { InvalidArgumentError } from 'commander';

import { durationMs } from '../option-parsers.js';

/** A time as an option: RFC 3339, or how long ago, such as `90m`. As RFC 3339 UTC. */
export function pastTime(text: string, _previous?: unknown, now: Date = new Date()): string {
  const instant = parseInstant(text);
  if (instant !== undefined) return instant;
  const ago = timeBefore(now, text);
  if (ago !== undefined) return ago;
  throw new InvalidArgumentError('A time such as 2026-03-29T14:00:00Z, or how long ago, such as 90m or 2h.');
}

/** Undefined for what is no duration, or reaches back to when there were no computers to send anything. */
function timeBefore(now: Date, duration: string): string | undefined {
  try {
    const time = now.getTime() - durationMs(duration);
    return time < 0 ? undefined : new Date(time).toISOString();
  } catch {
    return undefined;
  }
}
