import { hash } from 'node:crypto';

import { decodeEvent, EVENT_CATALOG, PARTITIONS, type DomainEvent, type EventType } from '@app/contracts';
import { fingerprint } from '@app/domain';
import { partitionOf, type LogRecord } from '@app/messaging';

import type { Findings } from './findings.js';
import { LoggedTransaction } from './logged-transaction.js';

const EVERY_TYPE: ReadonlySet<EventType> = new Set(EVENT_CATALOG.map(({ type }) => type));

/** One partition's log, folded as the read model has to have folded it. */
export class LoggedPartition {
  /** By id, as of the read model's position. */
  readonly transactions = new Map<string, LoggedTransaction>();
  /** The fingerprints of every post that is in the log, by id; also of what was deleted or lies past the position. */
  readonly posts = new Map<string, string[]>();
  /** Transactions with posts past the position. */
  readonly ahead = new Set<string>();
  /** Later posts that a conflict event tells of, wherever in the log. */
  readonly conflictsTold = new Set<string>();
  records = 0;
  /** Content by ce_id. */
  private readonly written = new Map<string, string>();

  /**
   * @param position how far the read model has come, and the ce_id of what it applied last
   */
  constructor(
    readonly partition: number,
    private readonly position: { readonly next: number; readonly lastEventId: string },
    private readonly findings: Findings,
  ) {}

  add(record: LogRecord): void {
    this.records += 1;
    const { offset } = record;
    const id = record.headers['ce_id']?.toString('utf8') ?? '';
    if (offset === this.position.next - 1 && id !== this.position.lastEventId) {
      this.found('wrong-position', offset, `applied ${this.position.lastEventId}, the log holds ${id}`);
    }
    const event = this.decode(record);
    if (event === undefined) return;
    this.examine(event, record);
    if (offset < this.position.next) this.apply(event);
    else if (event.type === 'TransactionReceived.v1') this.ahead.add(event.data.transaction_id);
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

  private apply(event: DomainEvent): void {
    switch (event.type) {
      case 'TransactionReceived.v1': {
        const known = this.transactions.get(event.data.transaction_id);
        if (known === undefined) this.transactions.set(event.data.transaction_id, new LoggedTransaction(event));
        else known.received(event);
        return;
      }
      case 'TransactionProcessed.v1':
      case 'TransactionFailed.v1':
        this.transactions.get(event.data.transaction_id)?.settled(event);
        return;
      case 'TransactionConflictDetected.v1':
        this.transactions.get(event.data.transaction_id)?.conflicting(event);
        return;
      case 'TransactionsDeleted.v1':
        this.transactions.clear();
    }
  }

  private found(
    kind: 'undecodable' | 'wrong-position' | 'rewritten' | 'wrong-partition' | 'wrong-fingerprint',
    offset: number,
    detail: string,
    transactionId?: string | null,
  ): void {
    const { partition } = this;
    const about = typeof transactionId === 'string' ? { transaction_id: transactionId } : {};
    this.findings.add({ kind, ...about, partition, offset, detail });
  }
}
