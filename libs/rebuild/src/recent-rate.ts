/** The rate is that of the last so many milliseconds, at least. */
const OVER_MS = 10_000;
/** And of so much of the time since it began, so that a short stall of the disk is not taken for the pace of an hour. */
const OVER_SHARE = 1 / 2;
/** Of the time since it began, so much went into joining the group and into code that was not compiled yet. Measured. */
const WARM_UP_MS = 500;
/** What is expected counts for as much as what is counted in so many milliseconds. */
const EXPECTED_MS = 2_000;

interface Count {
  readonly at: number;
  readonly done: number;
}

/** How fast something goes lately. Times are milliseconds of one clock. */
export class RecentRate {
  /** How much was done when, as far back as the rate goes. */
  private readonly counts: Count[] = [];
  private readonly start: Count;

  /** @param expected per second; what is said before anything was counted, and part of what is said until the first ten seconds are over */
  constructor(
    private readonly began: number,
    private readonly expected?: number,
  ) {
    this.start = { at: began + WARM_UP_MS, done: 0 };
    this.counts.push(this.start);
  }

  /** @param done all that was done since it began */
  count(at: number, done: number): void {
    this.counts.push({ at, done });
    const from = at - Math.max(OVER_MS, OVER_SHARE * (at - this.began));
    while ((this.counts[1]?.at ?? Infinity) <= from) this.counts.shift();
  }

  /** 0 when nothing was counted and nothing is expected. */
  perSecond(): number {
    const first = this.counts[0] ?? this.start;
    const newest = this.counts.at(-1) ?? first;
    const done = newest.done - first.done;
    const ms = newest.at - first.at;
    if (this.expected === undefined || first !== this.start) return (1_000 * done) / Math.max(WARM_UP_MS, ms);
    return (1_000 * done + EXPECTED_MS * this.expected) / (Math.max(0, ms) + EXPECTED_MS);
  }
}
