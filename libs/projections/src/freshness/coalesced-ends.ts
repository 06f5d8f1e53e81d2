import type { Ends } from './log-frontier.js';

/**
 * Asks where partitions end, once for everybody who wants to know at the same time. A question that is in flight began
 * before the caller came, so its answer may lack what was written since: it does not count, the next one does.
 */
export class CoalescedEnds {
  private asking: Promise<Ends> | undefined;
  private next: Promise<Ends> | undefined;

  constructor(private readonly ask: () => Promise<Ends>) {}

  /** The answer to a question that begins after this call. */
  afterNow(): Promise<Ends> {
    if (this.asking === undefined) return this.begin();
    this.next ??= this.asking.then(ignore, ignore).then(() => {
      this.next = undefined;
      return this.begin();
    });
    return this.next;
  }

  private begin(): Promise<Ends> {
    const asking = this.ask().finally(() => {
      if (this.asking === asking) this.asking = undefined;
    });
    this.asking = asking;
    return asking;
  }
}

function ignore(): void {
  // Whoever asked that question has its outcome.
}
