import type { Topic } from '@app/contracts';
import type { Database, DatabaseTransaction } from '@app/database';
import type { LogAdmin, OffsetRange } from '@app/messaging';
import type { Projection } from '@app/projections';

import type { Log } from '../engines/with-log.js';
import { compareSent } from './compare-sent.js';
import { Findings, type Finding, type FindingKind } from './findings.js';
import { checksOf, readModels } from './read-models.js';
import { recompute, recordsOf, type Recomputed } from './recompute.js';
import { SentTransactions } from './sent-transactions.js';
import { inSnapshot } from './snapshot.js';
import { parkedRecords } from './stored-readers.js';
import { TOPIC, untilCaughtUp } from './until-caught-up.js';
import { VerifyProgress, type ProgressListener } from './verify-progress.js';
import { walkLog } from './walk-log.js';

export interface VerifyOptions {
  readonly histories: readonly string[];
  /** How long the system may take to catch up, ms. */
  readonly withinMs: number;
  /** Nothing may be in the log that no history tells of. */
  readonly only: boolean;
  /** Every transaction must have its outcome. */
  readonly settled: boolean;
  /** The read models to be verified. */
  readonly projections: readonly Projection[];
  readonly onProgress?: ProgressListener;
}

export interface VerifyReport {
  readonly ok: boolean;
  /** Posts answered 202. */
  readonly accepted: number;
  /** Transactions that are in the log, and the records they were read from. */
  readonly transactions: number;
  readonly records: number;
  /** The read models that were computed once more. */
  readonly projections: readonly Recomputed[];
  readonly total: number;
  readonly by_kind: Readonly<Partial<Record<FindingKind, number>>>;
  readonly findings: readonly Finding[];
}

/** What the keys of each topic are. */
const KEYS = { transactions: 'transaction_id', notifications: 'notification_id' } as const satisfies Record<
  Topic,
  string
>;

type Ranges = ReadonlyMap<Topic, ReadonlyMap<number, OffsetRange>>;

/**
 * Compares what senders were answered, the whole log, the claims and the read models; these are read in one snapshot
 * together with the positions that they were built up to. Twice: by code that only verifies, transaction by transaction
 * and sum by sum; and row by row with what the read models' own code makes of the log once more. Memory holds one
 * partition and the histories.
 */
export async function verify(database: Database, log: Log, options: VerifyOptions): Promise<VerifyReport> {
  const findings = new Findings();
  const sent = await SentTransactions.read(options.histories);
  await untilCaughtUp(database, log.admin, options, findings);
  return inSnapshot(database, async (snapshot) => {
    const models = await readModels(snapshot, options.projections, findings);
    const topics = new Set<Topic>([TOPIC, ...models.map(({ projection }) => projection.topic)]);
    for (const topic of topics) await reportParked(snapshot, topic, findings);
    // Asked after the snapshot was taken: what it holds is in the log by now.
    const ranges = await rangesOf(log.admin, topics, findings);
    const recomputations = models.map((model) => ({
      ...model,
      ranges: ranges.get(model.projection.topic) ?? new Map(),
    }));
    const progress = new VerifyProgress(options.onProgress, totalOf(ranges, recomputations.map(recordsOf)));

    const seen = { transactions: 0, records: 0 };
    const walk = {
      source: log.source,
      ranges: ranges.get(TOPIC) ?? new Map<number, OffsetRange>(),
      checks: await checksOf(snapshot, models, { sent, ...options }, findings),
      findings,
      onRecords: progress.of('reading the log'),
    };
    for await (const logged of walkLog(walk)) {
      seen.transactions += logged.transactions;
      seen.records += logged.records;
      compareSent(logged, sent, options, findings);
    }

    const projections: Recomputed[] = [];
    for (const recomputation of recomputations) {
      const onRecords = progress.of(`recomputing ${recomputation.projection.name}`);
      projections.push(await recompute(snapshot, { ...recomputation, source: log.source, onRecords }, findings));
    }
    const { total, byKind: by_kind, kept } = findings;
    return { ok: total === 0, accepted: sent.accepted, ...seen, projections, total, by_kind, findings: kept };
  });
}

async function rangesOf(admin: LogAdmin, topics: Iterable<Topic>, findings: Findings): Promise<Ranges> {
  const ranges = new Map<Topic, ReadonlyMap<number, OffsetRange>>();
  for (const topic of topics) {
    const ofTopic = await admin.offsets(topic);
    ranges.set(topic, ofTopic);
    for (const [partition, { low }] of ofTopic) {
      const detail = `the first record of ${topic} is ${low}`;
      if (low > 0) findings.add({ kind: 'begins-late', partition, offset: low, detail });
    }
  }
  return ranges;
}

function totalOf(ranges: Ranges, recomputed: readonly number[]): number {
  const walked = [...(ranges.get(TOPIC)?.values() ?? [])].map(({ low, end }) => end - low);
  return [...walked, ...recomputed].reduce((sum, records) => sum + records, 0);
}

async function reportParked(snapshot: DatabaseTransaction, topic: Topic, findings: Findings): Promise<void> {
  for (const { reader, partition, offset, key, error } of await parkedRecords(snapshot, topic)) {
    const about = key === null ? {} : { [KEYS[topic]]: key };
    findings.add({ kind: 'parked', ...about, partition, offset, detail: `by ${reader}: ${error}` });
  }
}
