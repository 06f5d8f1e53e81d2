import type { LogRecord, OffsetRange } from '@app/messaging';

import type { Log } from '../engines/with-log.js';
import { lineOf } from './backup-line.js';
import { AnotherLogError } from './backup.errors.js';
import type { BackedUpRange, Manifest } from './manifest.js';
import { lastRecord } from './read-partition.js';
import { recordsAt } from './records-at.js';

/** What is to be exported of a topic. */
export interface TopicPlan {
  readonly topic: string;
  /** By partition: the first offset that the backup does not have, and where the log ended when the export began. */
  readonly ranges: ReadonlyMap<number, OffsetRange>;
  /** By partition: where the backup begins. */
  readonly begins: readonly number[];
}

/**
 * Plans to go on after what was exported before, once it is proven that the log still holds the last of it.
 *
 * @throws AnotherLogError, DamagedBackupError, UnknownTopicError
 */
export async function planTopic(log: Log, folder: string, manifest: Manifest, topic: string): Promise<TopicPlan> {
  const held = await log.admin.offsets(topic);
  const known = manifest.topics.find((each) => each.topic === topic)?.partitions;
  if (known !== undefined && known.length !== held.size) {
    throw new AnotherLogError(`topic ${topic} has ${held.size} partitions, its backup in ${folder} ${known.length}`);
  }
  const exported = new Map<number, LogRecord>();
  for (const partition of held.keys()) {
    const record = await lastRecord(folder, topic, partition);
    if (record !== undefined) exported.set(partition, record);
  }
  await proveSameLog(log, topic, held, exported);
  return {
    topic,
    ranges: new Map(
      [...held].map(([partition, { low, end }]) => {
        const last = exported.get(partition);
        return [partition, { low: last === undefined ? low : last.offset + 1, end }];
      }),
    ),
    begins: [...held].map(([partition, { low }]) => beginOf(known?.[partition], exported.has(partition), low)),
  };
}

function beginOf(known: BackedUpRange | undefined, isExported: boolean, low: number): number {
  return known !== undefined && isExported ? known.from : low;
}

async function proveSameLog(
  log: Log,
  topic: string,
  held: ReadonlyMap<number, OffsetRange>,
  exported: ReadonlyMap<number, LogRecord>,
): Promise<void> {
  for (const [partition, { offset }] of exported) {
    const { low, end } = held.get(partition) ?? { low: 0, end: 0 };
    if (offset >= low && offset < end) continue;
    throw new AnotherLogError(
      `${topic} partition ${partition} holds the offsets from ${low} up to ${end}, but the backup ends with offset ` +
        `${offset}: it cannot be proven that this is the log that was exported; export it to another folder`,
    );
  }
  const found = await recordsAt(
    log,
    topic,
    new Map([...exported].map(([partition, { offset }]) => [partition, offset])),
  );
  for (const [partition, record] of exported) {
    const now = found.get(partition);
    if (now !== undefined && lineOf(now) === lineOf(record)) continue;
    throw new AnotherLogError(
      `${topic} partition ${partition} holds another record at offset ${record.offset} than the backup: this is not ` +
        'the log that was exported; export it to another folder',
    );
  }
}
