import type { Chunk } from './entry.js';
import type { PendingChunks } from './pending-chunks.js';

/** Set-based writing gains nothing past about this many rows. */
const BATCH_ENTRIES = 2_000;
/** One batch is being built while PostgreSQL works on the other. */
const LANES = 2;

/** Takes pending chunks and has them applied: a few batches at a time, never two of one partition. */
export class ApplyLanes {
  private readonly busy = new Set<number>();
  private readonly running = new Set<Promise<void>>();

  /** @param apply must not reject */
  constructor(
    private readonly pending: PendingChunks,
    private readonly apply: (chunks: readonly Chunk[]) => Promise<void>,
  ) {}

  fill(): void {
    while (this.running.size < LANES) {
      const chunks = this.pending.take(BATCH_ENTRIES, this.busy);
      if (chunks.length === 0) return;
      for (const { partition } of chunks) this.busy.add(partition);
      const lane = this.apply(chunks).finally(() => {
        this.running.delete(lane);
        for (const { partition } of chunks) this.busy.delete(partition);
        this.fill();
      });
      this.running.add(lane);
    }
  }

  /** Resolves when the batches that are being applied now have ended, one way or the other. */
  async settled(): Promise<void> {
    await Promise.all(this.running);
  }
}
