import type { Log } from '../engines/with-log.js';
import { AnotherLogError } from './backup.errors.js';
import { aloneIn } from './export-lock.js';
import { planTopic, type TopicPlan } from './export-plan.js';
import { exportTopic, type ExportedPartition, type SegmentLimits } from './export-topic.js';
import { newManifest, readManifest, writeManifest, type BackedUpTopic, type Manifest } from './manifest.js';
import type { Progress } from './progress.js';

/** About a second's work each. */
export const SEGMENT_LIMITS: SegmentLimits = { records: 100_000, bytes: 256 * 1_024 * 1_024 };

export interface ExportOptions {
  readonly folder: string;
  readonly topics: readonly string[];
  readonly limits: SegmentLimits;
  readonly now: () => Date;
  readonly progress: Progress;
}

export interface ExportReport {
  /** Records that this run exported, by topic. */
  readonly topics: readonly { readonly topic: string; readonly records: number }[];
  readonly records: number;
  /** What of the log's history is not in the backup, as it is not in the log. */
  readonly warnings: readonly string[];
}

/**
 * Writes what a backup does not have yet of some topics, up to where they end now. Whatever was exported before is proven
 * to be of this log before anything is written.
 *
 * @throws AnotherLogError, BackupInUseError, DamagedBackupError, LogUnreachableError, UnknownTopicError
 */
export function exportLog(log: Log, options: ExportOptions): Promise<ExportReport> {
  return aloneIn(options.folder, () => exportAlone(log, options));
}

async function exportAlone(log: Log, options: ExportOptions): Promise<ExportReport> {
  const { folder, limits, now, progress } = options;
  let manifest = await manifestFor(log, folder, now());
  const plans: TopicPlan[] = [];
  for (const topic of options.topics) plans.push(await planTopic(log, folder, manifest, topic));
  progress.total = plans
    .flatMap(({ ranges }) => [...ranges.values()])
    .reduce((sum, { low, end }) => sum + end - low, 0);

  for (const plan of plans) manifest = withTopic(manifest, begun(plan, manifest));
  await writeManifest(folder, { ...manifest, finished_at: null });
  const topics: ExportReport['topics'][number][] = [];
  const warnings: string[] = [];
  for (const plan of plans) {
    const exported = await exportTopic(log, folder, plan, limits, progress);
    manifest = withTopic(manifest, finished(plan, exported));
    warnings.push(...warningsOf(plan, exported));
    topics.push({ topic: plan.topic, records: [...exported.values()].reduce((sum, { records }) => sum + records, 0) });
  }
  await writeManifest(folder, { ...manifest, finished_at: now().toISOString() });
  return { topics, records: progress.done, warnings };
}

async function manifestFor({ admin }: Log, folder: string, now: Date): Promise<Manifest> {
  const { clusterId } = await admin.cluster();
  const manifest = (await readManifest(folder)) ?? newManifest(clusterId, now.toISOString());
  if (manifest.cluster_id === clusterId) return manifest;
  throw new AnotherLogError(
    `${folder} is a backup of cluster ${manifest.cluster_id}, this is ${clusterId}: export it to another folder`,
  );
}

function withTopic(manifest: Manifest, topic: BackedUpTopic): Manifest {
  return { ...manifest, topics: [...manifest.topics.filter((each) => each.topic !== topic.topic), topic] };
}

/** A killed export leaves segments past `to`; what is up to there must be in the folder. */
function begun({ topic, begins }: TopicPlan, manifest: Manifest): BackedUpTopic {
  const known = manifest.topics.find((each) => each.topic === topic)?.partitions ?? [];
  return {
    topic,
    partitions: begins.map((from, partition) => ({ from, to: Math.max(from, known[partition]?.to ?? 0) })),
  };
}

function finished({ topic, begins }: TopicPlan, exported: ReadonlyMap<number, ExportedPartition>): BackedUpTopic {
  return { topic, partitions: begins.map((from, partition) => ({ from, to: exported.get(partition)?.next ?? from })) };
}

function warningsOf({ topic, begins }: TopicPlan, exported: ReadonlyMap<number, ExportedPartition>): readonly string[] {
  const lost = begins.flatMap((from, partition) =>
    from > 0 ? [`${topic} partition ${partition} begins at offset ${from}: what was before is lost to the log`] : [],
  );
  const gaps = [...exported].flatMap(([partition, { missing }]) =>
    missing > 0 ? [`${topic} partition ${partition} has no record at ${missing} of its offsets`] : [],
  );
  return [...lost, ...gaps];
}
