import type { LogRecord, LogSink, OffsetRange } from '@app/messaging';

import { reasonOf } from '../engines/engine.errors.js';
import { contentOf } from './backup-line.js';
import { BackupReader } from './backup-reader.js';
import { AnotherLogError, ImportStoppedError } from './backup.errors.js';
import type { Progress } from './progress.js';
import type { PartitionBackup } from './read-partition.js';

/** Appended together; small enough that those of several partitions share a request. */
const CHUNK_RECORDS = 1_000;
/** A chunk that fails so often without a record of it being written will fail for ever. */
const MAX_FAILURES = 3;

/**
 * Writes one partition of a backup. It always knows how many records the log holds of it, as confirmed by a broker or as
 * asked of the log; a chunk in between, whose outcome is unknown, is kept until `settle` has cleared it up.
 */
export class PartitionImport {
  readonly topic: string;
  readonly partition: number;
  /** Records that the log held before. */
  already = 0;
  private readonly reader: BackupReader;
  private held = 0;
  /** Offset that the last record held has in the backup. */
  private lastOffset: number;
  private chunk: readonly LogRecord[] = [];
  private failures = 0;

  constructor(
    backup: PartitionBackup,
    private readonly progress: Progress,
  ) {
    this.topic = backup.topic;
    this.partition = backup.partition;
    this.lastOffset = backup.range.from - 1;
    this.reader = new BackupReader(backup);
  }

  /**
   * Goes to where the log's partition ends.
   *
   * @param last the last record that it holds
   * @throws AnotherLogError when what it holds is not how the backup begins
   */
  async begin({ low, end }: OffsetRange, last: LogRecord | undefined): Promise<void> {
    if (low > 0) throw this.mismatch(`begins at offset ${low}`);
    if (end === 0) return;
    const { skipped, last: expected } = await this.reader.skip(end);
    if (expected === undefined || skipped < end) {
      throw this.mismatch(`holds ${end} records, of which the backup has ${skipped}`);
    }
    if (!isSame(last, expected)) throw this.mismatch(`holds another record at offset ${end - 1}`);
    this.already = end;
    this.hold(end, expected);
  }

  /** Appends until its end, or until `isStopped`. @returns whether all is written; throws what `append` throws */
  async write(sink: LogSink, isStopped: () => boolean): Promise<boolean> {
    while (!isStopped()) {
      if (this.chunk.length === 0) this.chunk = await this.reader.take(CHUNK_RECORDS);
      if (this.chunk.length === 0) return true;
      const positions = await Promise.all(this.chunk.map((record) => sink.append(record)));
      const wrong = positions.find(({ offset }, at) => offset !== this.held + at);
      if (wrong !== undefined) throw this.misplaced(wrong.offset);
      this.written(this.chunk.length);
    }
    return false;
  }

  get isInDoubt(): boolean {
    return this.chunk.length > 0;
  }

  /** After trouble: takes what the log has of the chunk for written. @param last the last record that it holds */
  settle({ end }: OffsetRange, last: LogRecord | undefined, cause: Error): void {
    const count = end - this.held;
    if (count < 0 || count > this.chunk.length) throw this.misplaced(end - 1);
    const expected = this.chunk[count - 1];
    if (expected !== undefined && !isSame(last, expected)) throw this.misplaced(end - 1);
    this.failures += 1;
    if (count > 0) this.written(count);
    if (this.failures < MAX_FAILURES) return;
    throw new ImportStoppedError(
      `${this.topic} partition ${this.partition}: the log does not take the records that follow offset ` +
        `${this.lastOffset} of the backup (${reasonOf(cause)}); running the import again goes on from there`,
      { cause },
    );
  }

  /** Whether every record held is at the offset that it had. As offsets only grow, the last one tells. */
  get keepsOffsets(): boolean {
    return this.lastOffset === this.held - 1;
  }

  async close(): Promise<void> {
    await this.reader.close();
  }

  private written(count: number): void {
    const records = this.chunk.slice(0, count);
    this.chunk = this.chunk.slice(count);
    this.failures = 0;
    this.progress.add(records);
    this.hold(count, records.at(-1));
  }

  private hold(count: number, last: LogRecord | undefined): void {
    this.held += count;
    this.lastOffset = last?.offset ?? this.lastOffset;
  }

  private mismatch(detail: string): AnotherLogError {
    return new AnotherLogError(
      `topic ${this.topic} partition ${this.partition} ${detail}: an import goes into empty topics, or on with one that ` +
        'was stopped',
    );
  }

  private misplaced(offset: number): ImportStoppedError {
    return new ImportStoppedError(
      `topic ${this.topic} partition ${this.partition} holds at offset ${offset} what the import did not put there: ` +
        'somebody else writes to it, or a broker wrote a request late; delete the topic and import again',
    );
  }
}

function isSame(found: LogRecord | undefined, expected: LogRecord): boolean {
  return found !== undefined && contentOf(found) === contentOf(expected);
}
