import type { Ends } from './log-frontier.js';
import { within } from './within.js';

/** Lists say how fresh they are to within this, and the broker is asked no more often. */
const LIFETIME_MS = 200;
/** Longer than this a list does not wait for the broker: it says then that it does not know. */
const PATIENCE_MS = 1_000;
/** As many answers are kept: ten seconds of steady asking. */
const KEPT = 50;

/** Where partitions ended at some time: whatever was written before `askedAt` (ms since 1970) lies before them. */
export interface KnownEnds {
  readonly askedAt: number;
  readonly ends: Ends;
}

/** The ends of a topic as they were a moment ago, and before that. One question serves all who ask meanwhile. */
export class RecentEnds {
  private readonly known: KnownEnds[] = [];
  private asking: Promise<void> | undefined;

  constructor(
    private readonly ask: () => Promise<Ends>,
    private readonly now: () => number = Date.now,
  ) {}

  /** The newest first; empty before the broker has ever answered. The first is recent unless the broker is silent. */
  async look(): Promise<readonly KnownEnds[]> {
    if (!this.isRecent()) {
      this.asking ??= this.refresh();
      await within(this.asking, PATIENCE_MS, 'the log did not answer').catch(() => undefined);
    }
    return this.known;
  }

  private isRecent(): boolean {
    const [newest] = this.known;
    return newest !== undefined && this.now() - newest.askedAt <= LIFETIME_MS;
  }

  private async refresh(): Promise<void> {
    const askedAt = this.now();
    try {
      const ends = await this.ask();
      this.known.unshift({ askedAt, ends });
      this.known.length = Math.min(this.known.length, KEPT);
    } finally {
      this.asking = undefined;
    }
  }
}
