import {
  consequenceId,
  decodeEvent,
  type DomainEvent,
  type TransactionProcessed,
  type TransactionReceived,
  type TransactionsDeleted,
} from '@app/contracts';
import type { Database } from '@app/database';
import { factsOf, fingerprint, outcomeData } from '@app/domain';
import { LogSink, type NewRecord, type ReadEvent, type RecordPosition } from '@app/messaging';
import { Metrics } from '@app/platform';
import type { WorkResult } from '@app/work-queue';

import { ClaimTransactions } from './claim-transactions/claim-transactions.consumer.js';
import type { ProcessorEvent } from './claim-transactions/transaction-history.js';
import type { SettlementPolicy } from './policies/settlement-policy.js';
import { ProcessorMetrics } from './processor-metrics.js';
import { SettleTransactions } from './settle-transactions/settle-transactions.js';
import { SETTLEMENT_QUEUE } from './settlement-queue.js';

/** An event id that a spec can name. */
export const idOf = (name: string): string => consequenceId('conflict', name);

type Post = Partial<Omit<TransactionReceived['data'], 'fingerprint'>> & { readonly traceparent?: string };

/** A post with everything said, in the record `name`; a spec names what matters to it. */
export function received(name: string, { traceparent, ...post }: Post = {}): TransactionReceived {
  const data = {
    transaction_id: 't-1',
    source_account: 'acc-1',
    destination_account: 'acc-2',
    merchant_id: 'm-1',
    amount_minor: '10050',
    currency: 'USD',
    exponent: 2,
    occurred_at: '2026-03-29T01:30:00Z',
    received_at: '2026-03-29T02:00:00Z',
    source: 'unsigned',
    ...post,
  };
  return {
    id: idOf(name),
    type: 'TransactionReceived.v1',
    source: '/tidemark/spec',
    time: data.received_at,
    subject: data.transaction_id,
    data: { ...data, fingerprint: fingerprint(data) },
    ...(traceparent !== undefined && { traceparent }),
  };
}

/** An outcome that somebody else wrote. */
export function processed(post: TransactionReceived): TransactionProcessed {
  const decision = { receivedEventId: post.id, processedAt: '2026-03-29T02:00:30.123Z' };
  return {
    id: consequenceId('outcome', post.id),
    type: 'TransactionProcessed.v1',
    source: '/tidemark/spec',
    time: decision.processedAt,
    subject: post.subject,
    data: outcomeData(factsOf(post.data), decision),
  };
}

export function deleted(): TransactionsDeleted {
  const data = { partition: 0, deleted_at: '2026-03-29T03:00:00Z' };
  return {
    id: idOf('deleted'),
    type: 'TransactionsDeleted.v1',
    source: '/tidemark/spec',
    time: data.deleted_at,
    subject: null,
    data,
  };
}

const SUBSCRIPTION = new Set([
  'TransactionReceived.v1',
  'TransactionProcessed.v1',
  'TransactionFailed.v1',
  'TransactionConflictDetected.v1',
] as const);
const APPENDED_FROM = Date.parse('2026-03-29T02:00:01Z');

/** Not real: Kafka. One partition in memory; what the processor appends is encoded and decoded as in production. */
class LogInMemory extends LogSink {
  readonly events: ReadEvent[] = [];
  readonly reachable = true;
  /** Set to refuse appends. */
  failure: Error | undefined;

  put(event: DomainEvent): void {
    const offset = this.events.length;
    this.events.push({ event, partition: 0, offset, appendedAt: APPENDED_FROM + offset });
  }

  append({ topic, key, value, headers }: NewRecord): Promise<RecordPosition> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const bytes = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)]));
    const event = decodeEvent(
      { key: key === null ? null : Buffer.from(key), value: Buffer.from(value), headers: bytes },
      SUBSCRIPTION,
    );
    if (event !== undefined) this.put(event);
    return Promise.resolve({ topic, partition: 0, offset: this.events.length - 1 });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** A processor on real PostgreSQL and a log in memory, moved step by step. */
export class ProcessorOnTheBench {
  readonly log = new LogInMemory();
  private readonly claims: ClaimTransactions;
  private readonly settlement: SettleTransactions;
  private position = 0;

  constructor(
    private readonly database: Database,
    policy: SettlementPolicy,
  ) {
    const metrics = new ProcessorMetrics(new Metrics());
    this.claims = new ClaimTransactions(policy, this.log, metrics);
    this.settlement = new SettleTransactions(policy, database, this.log, metrics);
  }

  write(...events: DomainEvent[]): this {
    for (const event of events) this.log.put(event);
    return this;
  }

  /** Applies up to `count` records as one batch, as the reader does. `crash` rolls it back at its end. */
  async read({ live = true, count = Infinity, crash = false } = {}): Promise<this> {
    const end = Math.min(this.position + count, this.log.events.length);
    const slice = this.log.events
      .slice(this.position, end)
      .filter(({ event }) => event.type !== 'TransactionConflictDetected.v1');
    const apply = this.database.transaction().execute(async (transaction) => {
      const slices = [{ partition: 0, live, events: slice as ReadEvent<ProcessorEvent>[] }];
      await this.claims.apply({ topic: 'transactions', slices, transaction });
      if (crash) throw new Error('crashed before the commit');
    });
    await (crash ? apply.catch(() => undefined) : apply);
    if (!crash) this.position = end;
    return this;
  }

  /** Settles all that is due, and with `early` also what will be. */
  async settle({ early = false } = {}): Promise<readonly WorkResult[]> {
    if (early)
      await this.database
        .updateTable('work_items')
        .set({ due_at: new Date(0) })
        .execute();
    const items = await SETTLEMENT_QUEUE.claimDue(this.database, { partitions: [0], limit: 1_000, leaseMs: 60_000 });
    const results = await this.settlement.settle(items, new AbortController().signal);
    await SETTLEMENT_QUEUE.remove(
      this.database,
      results.filter(({ kind }) => kind === 'done').map(({ id }) => id),
    );
    await SETTLEMENT_QUEUE.postpone(
      this.database,
      results.filter((result) => result.kind === 'later'),
    );
    return results;
  }

  /** Goes back to where `backup` was made: rows and position. */
  async restore(backup: Awaited<ReturnType<ProcessorOnTheBench['backup']>>): Promise<this> {
    await this.database.deleteFrom('transaction_claims').execute();
    await this.database.deleteFrom('work_items').execute();
    const asJson = <Row extends object>(row: Row): Row =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [name, isPlain(value) ? JSON.stringify(value) : value]),
      ) as Row;
    if (backup.claims.length > 0)
      await this.database
        .insertInto('transaction_claims')
        .values(backup.claims.map(asJson) as never)
        .execute();
    if (backup.items.length > 0)
      await this.database
        .insertInto('work_items')
        .values(backup.items.map(asJson) as never)
        .execute();
    this.position = backup.position;
    return this;
  }

  async backup() {
    return {
      claims: await this.database.selectFrom('transaction_claims').selectAll().execute(),
      items: await this.database.selectFrom('work_items').selectAll().execute(),
      position: this.position,
    };
  }

  /** What the processor has appended of one type, in order. */
  appended(...types: DomainEvent['type'][]): DomainEvent[] {
    return this.log.events
      .map(({ event }) => event)
      .filter(({ source, type }) => source === '/tidemark/processor' && (types.length === 0 || types.includes(type)));
  }

  waiting(): Promise<number> {
    return this.database
      .selectFrom('work_items')
      .select('item_id')
      .execute()
      .then(({ length }) => length);
  }
}

function isPlain(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof Date);
}
