import type { LogRecord } from '@app/messaging';

import { readPartition, type PartitionBackup } from './read-partition.js';

/** Reads a partition of a backup once, as much at a time as is asked for. */
export class BackupReader {
  private readonly blocks: AsyncGenerator<readonly LogRecord[], void, undefined>;
  private block: readonly LogRecord[] = [];

  constructor(backup: PartitionBackup) {
    this.blocks = readPartition(backup);
  }

  /** The next records, one at least; none at the end. */
  async take(most: number): Promise<readonly LogRecord[]> {
    while (this.block.length === 0) {
      const next = await this.blocks.next();
      if (next.done === true) return [];
      this.block = next.value;
    }
    const taken = this.block.slice(0, most);
    this.block = this.block.slice(most);
    return taken;
  }

  /** Passes over records. @returns how many there were, and the last of them */
  async skip(records: number): Promise<{ readonly skipped: number; readonly last: LogRecord | undefined }> {
    let skipped = 0;
    let last: LogRecord | undefined;
    while (skipped < records) {
      const taken = await this.take(records - skipped);
      if (taken.length === 0) break;
      skipped += taken.length;
      last = taken.at(-1);
    }
    return { skipped, last };
  }

  async close(): Promise<void> {
    await this.blocks.return();
  }
}
