/** The rate is that of the last so many milliseconds, at least. */
const OVER_MS = 10_000;
/** And of so much of the time since it began, so that a short stall of the disk is not taken for the pace of an hour. */
const OVER_SHARE = 1 / 2;
/** Of the time since it began, so much went into joining the group and into code that was not compiled yet. Measured. */
const WARM_UP_MS = 400;

/** How fast something goes lately. Times are milliseconds of one clock. */
export class RecentRate {
  /** How much was done when, as far back as the rate goes. */
  private readonly counts: { readonly at: number; readonly done: number }[] = [];

  constructor(private readonly began: number) {
    this.counts.push({ at: began + WARM_UP_MS, done: 0 });
  }

  /** @param done all that was done since it began */
  count(at: number, done: number): void {
    this.counts.push({ at, done });
    const from = at - Math.max(OVER_MS, OVER_SHARE * (at - this.began));
    while ((this.counts[1]?.at ?? Infinity) <= from) this.counts.shift();
  }

  /** 0 before anything was counted. */
  perSecond(): number {
    const [first] = this.counts;
    const newest = this.counts.at(-1);
    if (newest === undefined || first === undefined) return 0;
    return (1_000 * (newest.done - first.done)) / Math.max(WARM_UP_MS, newest.at - first.at);
  }
}
