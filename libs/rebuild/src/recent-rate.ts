/** The rate is that of the last so many milliseconds, at least. */
const OVER_MS = 10_000;
/** And of so much of the time since it began, so that a short stall of the disk is not taken for the pace of an hour. */
const OVER_SHARE = 1 / 2;
/** Left out once there is more: joining the group, and code that is not compiled yet. */
const WARM_UP_MS = 1_000;

/** How fast something goes lately. Times are milliseconds of one clock. */
export class RecentRate {
  /** How much was done when, as far back as the rate goes. */
  private readonly counts: { readonly at: number; readonly done: number }[] = [];

  constructor(private readonly began: number) {}

  /** @param done all that was done since it began */
  count(at: number, done: number): void {
    this.counts.push({ at, done });
    const from = Math.max(at - Math.max(OVER_MS, OVER_SHARE * (at - this.began)), this.began + WARM_UP_MS);
    while ((this.counts[1]?.at ?? Infinity) <= from) this.counts.shift();
  }

  /** 0 before anything was counted. One count says nothing of a pace: it is taken from the beginning. */
  perSecond(): number {
    const newest = this.counts.at(-1);
    const [first] = this.counts;
    if (newest === undefined || first === undefined) return 0;
    const since = first === newest ? { at: this.began, done: 0 } : first;
    return (1_000 * (newest.done - since.done)) / Math.max(1, newest.at - since.at);
  }
}
