/** The position has moved: another process applies this partition now, or an earlier COMMIT went through after all. */
export class PositionMovedError extends Error {
  readonly code = 'READER.POSITION_MOVED';

  constructor(reader: string, partitions: readonly number[]) {
    super(`${reader} no longer stands where it was in partitions ${partitions.join(', ')}`);
    this.name = 'PositionMovedError';
  }
}

/** The log is not the one that was read up to the position. Nothing may be skipped or taken for applied: an operator decides. */
export class LogMismatchError extends Error {
  readonly code = 'READER.LOG_MISMATCH';

  constructor(reader: string, topic: string, partition: number, detail: string) {
    super(`${reader} stops at ${topic}-${String(partition)}: ${detail}`);
    this.name = 'LogMismatchError';
  }
}
