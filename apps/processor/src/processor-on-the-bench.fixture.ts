import type { DomainEvent } from '@app/contracts';
import type { Database, WorkItemsTable, TransactionClaimsTable } from '@app/database';
import type { ReadEvent } from '@app/messaging';
import { Metrics } from '@app/platform';
import type { WorkResult } from '@app/work-queue';
import { sql, type Selectable } from 'kysely';

import { ClaimTransactions } from './claim-transactions/claim-transactions.consumer.js';
import type { ProcessorEvent } from './claim-transactions/transaction-history.js';
import { LogInMemory } from '../../../test/support/log-in-memory.js';
import type { SettlementPolicy } from './policies/settlement-policy.js';
import { ProcessorMetrics } from './processor-metrics.js';
import { SettleTransactions } from './settle-transactions/settle-transactions.js';
import { SETTLEMENT_QUEUE } from './settlement-queue.js';

/** What the database holds, and the position that goes with it. */
export interface Backup {
  readonly claims: readonly Selectable<TransactionClaimsTable>[];
  readonly items: readonly Selectable<WorkItemsTable>[];
  readonly position: number;
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

  async backup(): Promise<Backup> {
    return {
      claims: await this.database.selectFrom('transaction_claims').selectAll().execute(),
      items: await this.database.selectFrom('work_items').selectAll().execute(),
      position: this.position,
    };
  }

  /** Goes back to where the backup was made: rows and position. */
  async restore({ claims, items, position }: Backup): Promise<void> {
    await this.database.deleteFrom('transaction_claims').execute();
    await this.database.deleteFrom('work_items').execute();
    await this.restoreRows('transaction_claims', claims);
    await this.restoreRows('work_items', items);
    this.position = position;
  }

  /** Puts items back as they were when the backup was made, such as those of work whose end was not noted. */
  async restoreRows(table: 'transaction_claims' | 'work_items', rows: readonly object[]): Promise<void> {
    await sql`INSERT INTO ${sql.table(table)} SELECT * FROM json_populate_recordset(NULL::${sql.table(table)}, ${JSON.stringify(rows)})`.execute(
      this.database,
    );
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
