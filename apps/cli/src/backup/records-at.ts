import { randomUUID } from 'node:crypto';

import { readLog, type LogRecord } from '@app/messaging';

import type { Log } from '../engines/with-log.js';

/** What the log holds at one offset of each of some partitions; a partition is missing where it holds nothing there. */
export async function recordsAt(
  { source }: Pick<Log, 'source'>,
  topic: string,
  offsets: ReadonlyMap<number, number>,
): Promise<ReadonlyMap<number, LogRecord>> {
  const ranges = new Map([...offsets].map(([partition, offset]) => [partition, { low: offset, end: offset + 1 }]));
  const found = new Map<number, LogRecord>();
  // Nothing to ask for is not worth a consumer group.
  if (ranges.size === 0) return found;
  for await (const { records } of readLog({ source, topic, group: disposableGroup(), ranges })) {
    for (const record of records) found.set(record.partition, record);
  }
  return found;
}

export function disposableGroup(): string {
  return `tidemark.log-${randomUUID()}`;
}
