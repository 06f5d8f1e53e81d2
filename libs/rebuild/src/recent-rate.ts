/** The rate is that of the last so many milliseconds, at least. */
const OVER_MS = 10_000;
/** And of so much of the time since it began, so that a short stall of the disk is not taken for the pace of an hour. */
const OVER_SHARE = 1 / 2;
/** Of the time since it began, so much went into joining the group and into code that was not compiled yet. Measured. */
const WARM_UP_MS = 450;
/** So long a process mostly becomes faster, as its code is compiled and its memory is given to it: its fastest second counts. */
const GAINING_MS = 6_000;
/** What is expected counts for as much as what is counted in so many milliseconds. */
const EXPECTED_MS = 2_000;
const SECOND_MS = 1_000;
/**
 * The first of its kind meets code, memory and a log that nobody has touched: so much faster than counted it goes on, less and
 * less so within so many milliseconds. Measured: without it the first rebuild of a system was told 13 to 41 % too long.
 */
const GAIN = 0.2;
const GAIN_MS = 5_000;

interface Count {
  readonly at: number;
  readonly done: number;
}

/** How fast something goes lately, and is to go on. Times are milliseconds of one clock. */
export class RecentRate {
  /** How much was done when, as far back as the rate goes. */
  private readonly counts: Count[] = [];
  private readonly start: Count;
  private fastest = 0;

  /**
   * @param expected per second, as the one before went; what is said before anything was counted, and part of what is said
   *   in the first ten seconds. Undefined when there was none before.
   */
  constructor(
    private readonly began: number,
    private readonly expected?: number,
  ) {
    this.start = { at: began + WARM_UP_MS, done: 0 };
    this.counts.push(this.start);
  }

  /** @param done all that was done since it began */
  count(at: number, done: number): void {
    const newest = { at, done };
    const secondAgo = this.counts.findLast((it) => it.at <= at - SECOND_MS);
    if (secondAgo !== undefined) this.fastest = Math.max(this.fastest, between(secondAgo, newest));
    this.counts.push(newest);
    const from = at - Math.max(OVER_MS, OVER_SHARE * (at - this.began));
    while ((this.counts[1]?.at ?? Infinity) <= from) this.counts.shift();
  }

  /** 0 when nothing was counted and nothing is expected. */
  perSecond(): number {
    const first = this.counts[0] ?? this.start;
    const newest = this.counts.at(-1) ?? first;
    const isGaining = newest.at - this.began <= GAINING_MS;
    const counted = Math.max(between(first, newest), isGaining ? this.fastest : 0);
    if (first !== this.start) return counted;
    if (this.expected === undefined) return counted * (1 + GAIN * Math.exp((this.began - newest.at) / GAIN_MS));
    const ms = Math.max(0, newest.at - first.at);
    return (counted * ms + this.expected * EXPECTED_MS) / (ms + EXPECTED_MS);
  }
}

/** Per second. What is counted while it warms up is no miracle. */
function between(first: Count, last: Count): number {
  return (1_000 * (last.done - first.done)) / Math.max(WARM_UP_MS, last.at - first.at);
}
