import { randomUUID } from 'node:crypto';

import { PARTITIONS } from '@app/contracts';
import type { Database } from '@app/database';
import { readLog, type OffsetRange } from '@app/messaging';

import type { Log } from '../engines/with-log.js';
import { compareSent } from './compare-sent.js';
import { compareStored } from './compare-stored.js';
import { Findings, type Finding, type FindingKind } from './findings.js';
import { LoggedPartition } from './logged-partition.js';
import { SentTransactions } from './sent-transactions.js';
import { inSnapshot, type Snapshot } from './snapshot.js';
import { TOPIC, untilCaughtUp } from './until-caught-up.js';

export interface VerifyOptions {
  readonly histories: readonly string[];
  /** How long the system may take to catch up, ms. */
  readonly withinMs: number;
  /** Nothing may be in the log that no history tells of. */
  readonly only: boolean;
  /** Every transaction must have its outcome. */
  readonly settled: boolean;
}

export interface VerifyReport {
  readonly ok: boolean;
  /** Posts answered 202. */
  readonly accepted: number;
  /** Transactions that the read model must hold, and the records they were read from. */
  readonly transactions: number;
  readonly records: number;
  readonly total: number;
  readonly by_kind: Readonly<Partial<Record<FindingKind, number>>>;
  readonly findings: readonly Finding[];
}

/**
 * Compares what senders were answered, the whole log, and the read model, which is read in one snapshot together with the
 * positions that it was built up to. Goes partition by partition: memory holds one of them and the histories.
 */
export async function verify(database: Database, log: Log, options: VerifyOptions): Promise<VerifyReport> {
  const findings = new Findings();
  const sent = await SentTransactions.read(options.histories);
  await untilCaughtUp(database, log.admin, options, findings);
  return inSnapshot(database, async (snapshot) => {
    reportParked(snapshot, findings);
    const seen = { transactions: 0, records: 0 };
    for await (const logged of partitionsOf(log, snapshot, findings)) {
      seen.transactions += logged.transactions.size;
      seen.records += logged.records;
      compareSent(logged, sent, options, findings);
      await compareStored(logged, snapshot.stored, comparisonOf(logged, snapshot, options), findings);
      reportUnseen(logged, sent, findings);
    }
    const { total, byKind: by_kind, kept } = findings;
    return { ok: total === 0, accepted: sent.accepted, ...seen, total, by_kind, findings: kept };
  });
}

/** Every partition of the log, folded, one at a time. */
async function* partitionsOf(
  { admin, source }: Log,
  { positions }: Snapshot,
  findings: Findings,
): AsyncGenerator<LoggedPartition, void, undefined> {
  const empty = (partition: number): LoggedPartition =>
    new LoggedPartition(partition, positions.get(partition) ?? { next: 0, lastEventId: '' }, findings);
  const ranges = await admin.offsets(TOPIC);
  reportLateBeginnings(ranges, findings);
  const group = `tidemark.verify-${randomUUID()}`;
  const missing = new Set(Array.from({ length: PARTITIONS }, (_, partition) => partition));
  let current: LoggedPartition | undefined;
  for await (const { partition, records } of readLog({ source, topic: TOPIC, group, ranges })) {
    if (current?.partition !== partition) {
      if (current !== undefined) yield current;
      current = empty(partition);
      missing.delete(partition);
    }
    for (const record of records) current.add(record);
  }
  if (current !== undefined) yield current;
  for (const partition of missing) yield empty(partition);
}

function comparisonOf(
  { partition }: LoggedPartition,
  { rowCounts, parked }: Snapshot,
  { settled }: VerifyOptions,
): Parameters<typeof compareStored>[2] {
  const keys = parked.filter((record) => record.partition === partition).flatMap(({ key }) => key ?? []);
  return { rows: rowCounts.get(partition) ?? 0, parked: new Set(keys), settled };
}

/** Answered 202 and in the log, but only past the position: nobody can read it yet. */
function reportUnseen(
  { partition, transactions, ahead }: LoggedPartition,
  sent: SentTransactions,
  findings: Findings,
): void {
  for (const id of ahead) {
    if (transactions.has(id) || (sent.of(partition).get(id)?.accepted.length ?? 0) === 0) continue;
    findings.add({ kind: 'unseen', transaction_id: id, partition, detail: 'answered 202' });
  }
}

function reportParked({ parked }: Snapshot, findings: Findings): void {
  for (const { reader, partition, offset, key, error } of parked) {
    const about = key === null ? {} : { transaction_id: key };
    findings.add({ kind: 'parked', ...about, partition, offset: Number(offset), detail: `by ${reader}: ${error}` });
  }
}

function reportLateBeginnings(ranges: ReadonlyMap<number, OffsetRange>, findings: Findings): void {
  for (const [partition, { low }] of ranges) {
    if (low > 0) findings.add({ kind: 'begins-late', partition, offset: low, detail: `its first record is ${low}` });
  }
}
