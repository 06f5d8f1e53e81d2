import { hash } from 'node:crypto';

import { decodeEvent, EVENT_CATALOG, PARTITIONS, type DomainEvent, type EventType } from '@app/contracts';
import { fingerprint, type OutcomeEvent } from '@app/domain';
import { partitionOf, type LogRecord } from '@app/messaging';

import type { FindingKind, Findings } from './findings.js';
import { LogFold, type LoggedTransactions } from './log-fold.js';
import type { ReaderPlace } from './stored-readers.js';

const EVERY_TYPE: ReadonlySet<EventType> = new Set(EVENT_CATALOG.map(({ type }) => type));

/** One partition's log, followed record by record: judged for itself, and folded as far as any reader has come. */
export class LoggedPartition {
  /** The fingerprints of every post that is in the log, by id; also of what was deleted or lies past all positions. */
  readonly posts = new Map<string, string[]>();
  /** Later posts that a conflict event tells of, wherever in the log. */
  readonly conflictsTold = new Set<string>();
  /** First events whose outcome is in the log and was set aside by some reader. */
  readonly outcomesParked = new Set<string>();
  records = 0;
  private readonly fold = new LogFold();
  /** Of readers that have parked something: the transactions concerned, without what is parked. */
  private readonly withoutParked: ReadonlyMap<ReaderPlace, LogFold>;
  private readonly foldedUntil: number;
  /** Content by ce_id. */
  private readonly written = new Map<string, string>();

  constructor(
    readonly partition: number,
    places: readonly ReaderPlace[],
    private readonly findings: Findings,
  ) {
    this.foldedUntil = Math.max(0, ...places.map(({ next }) => next));
    this.withoutParked = new Map(
      places.filter(({ parkedKeys }) => parkedKeys.size > 0).map((place) => [place, new LogFold()]),
    );
  }

  /** @returns its event, if it is one */
  add(record: LogRecord): DomainEvent | undefined {
    this.records += 1;
    const event = this.decode(record);
    if (event === undefined) return undefined;
    this.examine(event, record);
    if (record.offset < this.foldedUntil) this.apply(event, record.offset);
    return event;
  }

  /** Transactions that a reader has come to. */
  get transactions(): number {
    return this.fold.transactions.size;
  }

  /** What a reader has to have made of the log so far: whatever it has parked has not happened for it. */
  transactionsOf(place: ReaderPlace): LoggedTransactions {
    const own = this.withoutParked.get(place);
    if (own === undefined) return this.fold.transactions;
    const transactions = new Map(this.fold.transactions);
    for (const id of place.parkedKeys) transactions.delete(id);
    for (const [id, transaction] of own.transactions) transactions.set(id, transaction);
    return transactions;
  }

  /** Where the first post of a transaction stands; undefined when it lies past all positions. */
  firstOffsetOf(transactionId: string): number | undefined {
    return this.fold.transactions.get(transactionId)?.firstOffset;
  }

  private decode(record: LogRecord): DomainEvent | undefined {
    try {
      return decodeEvent(record, EVERY_TYPE);
    } catch (error) {
      this.found('undecodable', record.offset, String(error));
      return undefined;
    }
  }

  private examine(event: DomainEvent, { offset, value }: LogRecord): void {
    const { id, subject } = event;
    const content = hash('md5', `${event.type}${value?.toString('latin1') ?? ''}`, 'base64');
    const earlier = this.written.get(id);
    if (earlier !== undefined && earlier !== content) this.found('rewritten', offset, `ce_id ${id}`, subject);
    if (subject !== null && partitionOf(subject, PARTITIONS) !== this.partition) {
      this.found('wrong-partition', offset, `belongs in ${partitionOf(subject, PARTITIONS)}`, subject);
    }
    if (event.type === 'TransactionConflictDetected.v1') this.conflictsTold.add(event.data.event_id);
    if (event.type === 'TransactionReceived.v1' && earlier === undefined) {
      const { transaction_id: transactionId, fingerprint: written } = event.data;
      const posts = this.posts.get(transactionId);
      if (posts === undefined) this.posts.set(transactionId, [written]);
      else posts.push(written);
      if (written !== fingerprint(event.data)) this.found('wrong-fingerprint', offset, `ce_id ${id}`, subject);
    }
    this.written.set(id, content);
  }

  private apply(event: DomainEvent, offset: number): void {
    this.fold.apply(event, offset);
    for (const [{ parkedKeys, parkedOffsets }, fold] of this.withoutParked) {
      const isTheirs = event.subject === null || parkedKeys.has(event.subject);
      if (!isTheirs) continue;
      if (!parkedOffsets.has(offset)) fold.apply(event, offset);
      else if (isOutcome(event)) this.outcomesParked.add(event.data.received_event_id);
    }
  }

  private found(kind: FindingKind, offset: number, detail: string, transactionId?: string | null): void {
    const { partition } = this;
    const about = typeof transactionId === 'string' ? { transaction_id: transactionId } : {};
    this.findings.add({ kind, ...about, partition, offset, detail });
  }
}

function isOutcome(event: DomainEvent): event is OutcomeEvent {
  return event.type === 'TransactionProcessed.v1' || event.type === 'TransactionFailed.v1';
}
