import type { DomainEvent } from '@app/contracts';

export type Placed = readonly [partition: number, event: DomainEvent];

/** mulberry32: small, and the same everywhere. */
export class Random {
  constructor(private state: number) {}

  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  oneOf<T>(values: readonly T[]): T {
    return values[this.below(values.length)] as T;
  }
}

/** A log in batches of any lengths up to the longest. */
export function cut(log: readonly Placed[], longest: number, random: Random): readonly (readonly Placed[])[] {
  const batches: (readonly Placed[])[] = [];
  for (let at = 0; at < log.length; at += batches.at(-1)?.length ?? 1) {
    batches.push(log.slice(at, at + 1 + random.below(longest)));
  }
  return batches;
}
