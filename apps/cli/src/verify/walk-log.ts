import { randomUUID } from 'node:crypto';

import type { DomainEvent } from '@app/contracts';
import { ALL_PARTITIONS, readLog, type LogRecord, type LogSource, type OffsetRange } from '@app/messaging';

import type { Findings } from './findings.js';
import type { LoggedTransactions } from './log-fold.js';
import { LoggedPartition } from './logged-partition.js';
import { placeOf, type ReaderPlace, type StoredReader } from './stored-readers.js';
import { TOPIC } from './until-caught-up.js';

/** A partition, followed up to the position of a reader. */
export interface FoldedLog {
  readonly place: ReaderPlace;
  readonly partition: number;
  readonly transactions: LoggedTransactions;
  readonly lastRecord: LogRecord | undefined;
}

/** What a reader has made of the log, to be held against it at the reader's own position. */
export interface ReaderCheck {
  readonly reader: StoredReader;
  /** Called when a partition was followed up to the reader's position. */
  compare(folded: FoldedLog): Promise<void>;
  /** Called with every event past the position. */
  beyond?(event: DomainEvent, place: ReaderPlace, logged: LoggedPartition): void;
  /** Called at a partition's end. */
  end?(logged: LoggedPartition): void;
}

export interface Walk {
  readonly source: LogSource;
  readonly ranges: ReadonlyMap<number, OffsetRange>;
  readonly checks: readonly ReaderCheck[];
  readonly findings: Findings;
  readonly onRecords: (records: number) => void;
}

/** Follows the log, one partition after the other, and yields each when it was followed to its end. */
export async function* walkLog(walk: Walk): AsyncGenerator<LoggedPartition, void, undefined> {
  const group = `tidemark.verify-${randomUUID()}`;
  const missing = new Set(ALL_PARTITIONS);
  let current: PartitionWalk | undefined;
  for await (const { partition, records } of readLog({ ...walk, topic: TOPIC, group })) {
    if (current?.logged.partition !== partition) {
      if (current !== undefined) yield current.finish();
      current = new PartitionWalk(partition, walk);
      missing.delete(partition);
    }
    for (const record of records) await current.add(record);
    walk.onRecords(records.length);
  }
  if (current !== undefined) yield current.finish();
  for (const partition of missing) yield new PartitionWalk(partition, walk).finish();
}

interface Stop {
  readonly check: ReaderCheck;
  readonly place: ReaderPlace;
}

class PartitionWalk {
  readonly logged: LoggedPartition;
  /** Readers that stand further on, the nearest first; then those that were passed. */
  private readonly ahead: Stop[];
  private readonly passed: Stop[] = [];
  private lastRecord: LogRecord | undefined;

  constructor(partition: number, { checks, findings }: Walk) {
    this.ahead = checks
      .map((check) => ({ check, place: placeOf(check.reader, partition) }))
      .sort((one, other) => one.place.next - other.place.next);
    const places = this.ahead.map(({ place }) => place);
    this.logged = new LoggedPartition(partition, places, findings);
  }

  async add(record: LogRecord): Promise<void> {
    while ((this.ahead[0]?.place.next ?? Infinity) <= record.offset) await this.stop();
    this.lastRecord = record;
    const event = this.logged.add(record);
    if (event === undefined) return;
    for (const { check, place } of this.passed) check.beyond?.(event, place, this.logged);
  }

  async finish(): Promise<LoggedPartition> {
    while (this.ahead.length > 0) await this.stop();
    for (const { check } of this.passed) check.end?.(this.logged);
    return this.logged;
  }

  private async stop(): Promise<void> {
    const stop = this.ahead.shift();
    if (stop === undefined) return;
    const { logged, lastRecord } = this;
    const { check, place } = stop;
    await check.compare({
      place,
      partition: logged.partition,
      transactions: logged.transactionsOf(place),
      lastRecord,
    });
    this.passed.push(stop);
  }
}
