/** How much is sent when: at a rate, or as fast as answers come; until a number or a time is reached. */
export interface Pace {
  /** Requests a second; undefined is flat out. */
  readonly rate: number | undefined;
  readonly count: number;
  readonly durationMs: number;
}

/** Says which requests are due. It keeps count, not time: a delay is caught up with. */
export class Pacer {
  private issued = 0;

  /** @param began milliseconds of the clock that `now` is of */
  constructor(
    private readonly pace: Pace,
    private readonly began: number,
  ) {}

  /** When the next request was due, once it is; undefined before that and after the last. */
  take(now: number): number | undefined {
    if (this.isOver(now)) return undefined;
    const due = this.pace.rate === undefined ? now : this.began + (this.issued / this.pace.rate) * 1_000;
    if (due > now) return undefined;
    this.issued += 1;
    return due;
  }

  isOver(now: number): boolean {
    return this.issued >= this.pace.count || now - this.began >= this.pace.durationMs;
  }
}
