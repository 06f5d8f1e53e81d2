import type { LogRecord } from '@app/messaging';

import { DamagedBackupError } from './backup.errors.js';
import type { BackedUpRange } from './manifest.js';
import { partitionFolder, readSegment, segmentsOf } from './segment.js';

export interface PartitionBackup {
  readonly folder: string;
  readonly topic: string;
  readonly partition: number;
  readonly range: BackedUpRange;
}

/** All records of a partition of a backup, in order, in blocks. @throws DamagedBackupError also when a segment is missing */
export async function* readPartition(backup: PartitionBackup): AsyncGenerator<readonly LogRecord[], void, undefined> {
  const { folder, topic, partition, range } = backup;
  let next = range.from;
  for (const segment of await segmentsOf(folder, topic, partition)) {
    if (segment.first !== next) {
      throw new DamagedBackupError(segment.path, `offset ${next} is to come here: a segment before it is missing`);
    }
    for await (const records of readSegment(segment)) {
      yield records;
      next = (records.at(-1)?.offset ?? next) + 1;
    }
  }
  if (next < range.to) {
    const detail = `ends at offset ${next}, but was exported up to ${range.to}: a segment is missing`;
    throw new DamagedBackupError(partitionFolder(folder, topic, partition), detail);
  }
}

/** The last record that was exported; undefined when there is none. */
export async function lastRecord(folder: string, topic: string, partition: number): Promise<LogRecord | undefined> {
  const segment = (await segmentsOf(folder, topic, partition)).at(-1);
  let last: LogRecord | undefined;
  if (segment !== undefined) for await (const records of readSegment(segment)) last = records.at(-1);
  return last;
}
