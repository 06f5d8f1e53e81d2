import { PartitionCountError, type TopicSettings } from '@app/messaging';

import type { Log, WritableLog } from '../engines/with-log.js';
import { DamagedBackupError } from './backup.errors.js';
import { manifestPath, readManifest, type BackedUpTopic, type Manifest } from './manifest.js';
import { PartitionImport } from './partition-import.js';
import type { Progress } from './progress.js';
import { recordsAt } from './records-at.js';
import { writePartitions } from './write-partitions.js';

/**
 * Past `replica.lag.time.max.ms` (30 s): until then a leader may hold records that it has not confirmed, and shows them once
 * its replicas have them.
 */
export const QUIET_MS = 35_000;

export interface ImportOptions {
  readonly folder: string;
  /** Of topics that are missing; how many partitions they have is the backup's to say. */
  readonly settings: Omit<TopicSettings, 'partitions'>;
  readonly quietMs: number;
  readonly progress: Progress;
}

export interface ImportReport {
  readonly topics: readonly { readonly topic: string; readonly result: 'created' | 'exists' }[];
  /** Records that this run wrote. */
  readonly records: number;
  /** Records that the log held before. */
  readonly already_there: number;
  /** Whether every record has the offset that it had. */
  readonly offsets_kept: boolean;
  readonly warnings: readonly string[];
}

/**
 * Writes a backup into topics that are missing, empty, or hold how the backup begins. Nothing is written before every
 * partition was looked at.
 *
 * @throws AnotherLogError, DamagedBackupError, ImportStoppedError, LogUnreachableError, PartitionCountError
 */
export async function importLog(log: WritableLog, options: ImportOptions): Promise<ImportReport> {
  const { folder, settings, quietMs, progress } = options;
  const manifest = await readManifest(folder);
  if (manifest === undefined) throw new DamagedBackupError(manifestPath(folder), 'there is none: this is no backup');
  await refuseOtherCounts(log, manifest.topics);
  const topics: ImportReport['topics'][number][] = [];
  for (const { topic, partitions } of manifest.topics) {
    const result = await log.admin.ensureTopic(topic, { ...settings, partitions: partitions.length });
    topics.push({ topic, result });
  }
  const imports = manifest.topics.flatMap((topic) => importsOf(folder, topic, progress));
  try {
    for (const { topic } of topics) {
      await begin(
        log,
        topic,
        imports.filter((each) => each.topic === topic),
      );
    }
    progress.total = manifest.topics
      .flatMap(({ partitions }) => partitions)
      .reduce((sum, { from, to }) => sum + to - from, 0);
    progress.total -= alreadyIn(imports);
    await writePartitions(log, imports, quietMs);
  } finally {
    for (const each of imports) await each.close();
  }
  return {
    topics,
    records: progress.done,
    already_there: alreadyIn(imports),
    offsets_kept: imports.every(({ keepsOffsets }) => keepsOffsets),
    warnings: warningsOf(manifest, imports),
  };
}

/** Before the first topic is created. */
async function refuseOtherCounts({ admin }: Log, topics: readonly BackedUpTopic[]): Promise<void> {
  for (const { topic, partitions } of topics) {
    const existing = await admin.describe(topic);
    if (existing !== undefined && existing.partitions !== partitions.length) {
      throw new PartitionCountError(topic, existing.partitions, partitions.length);
    }
  }
}

function importsOf(folder: string, { topic, partitions }: BackedUpTopic, progress: Progress): PartitionImport[] {
  return partitions.map((range, partition) => new PartitionImport({ folder, topic, partition, range }, progress));
}

async function begin(log: Log, topic: string, imports: readonly PartitionImport[]): Promise<void> {
  const ranges = await log.admin.offsets(topic);
  const filled = [...ranges].filter(([, { low, end }]) => low === 0 && end > 0);
  const last = await recordsAt(log, topic, new Map(filled.map(([partition, { end }]) => [partition, end - 1])));
  for (const each of imports) {
    await each.begin(ranges.get(each.partition) ?? { low: 0, end: 0 }, last.get(each.partition));
  }
}

function alreadyIn(imports: readonly PartitionImport[]): number {
  return imports.reduce((sum, { already }) => sum + already, 0);
}

function warningsOf(manifest: Manifest, imports: readonly PartitionImport[]): readonly string[] {
  return [
    ...(manifest.finished_at === null
      ? ['the last export to this backup was not finished: it ends where that was stopped']
      : []),
    ...(imports.every(({ keepsOffsets }) => keepsOffsets)
      ? []
      : ['offsets are not those of the backup: positions of readers do not carry over; rebuild every read model']),
  ];
}
