import type { ConflictingField } from '@app/contracts';
import type { Database } from '@app/database';
import { sql } from 'kysely';

import { countByPartition, idsOfPartition } from './stored-ids.js';

/** A row of the read model, everything as text or as JSON has it. */
export interface StoredTransaction {
  readonly transaction_id: string;
  readonly first_event_id: string;
  readonly partition: number;
  readonly first_offset: string;
  readonly source_account: string | null;
  readonly destination_account: string | null;
  readonly merchant_id: string | null;
  readonly user_id: string | null;
  readonly user_id_is_number: boolean;
  readonly amount_minor: string;
  readonly currency: string;
  readonly exponent: number;
  readonly occurred_at: string;
  readonly received_at: string;
  readonly processed_at: string | null;
  readonly status: string;
  readonly failure_reason: string | null;
  readonly reported_status: string | null;
  readonly later_outcome: string | null;
  readonly duplicates: number;
  readonly metadata: object | null;
}

export interface StoredReceipt {
  readonly transaction_id: string;
  readonly event_id: string;
  readonly verdict: string;
}

export interface StoredConflict {
  readonly transaction_id: string;
  readonly event_id: string;
  readonly conflicting_fields: readonly ConflictingField[];
}

/** The read model `transaction-status` in the schema of one generation, as one snapshot shows it. */
export class StoredTransactions {
  private counts: ReadonlyMap<number, number> | undefined;

  constructor(
    private readonly snapshot: Database,
    private readonly schema: string,
  ) {}

  async rows(ids: readonly string[]): Promise<readonly StoredTransaction[]> {
    const { rows } = await sql<StoredTransaction>`
      SELECT transaction_id, first_event_id, partition, first_offset, source_account, destination_account, merchant_id, user_id,
        user_id_is_number, amount_minor, currency, exponent, occurred_at::text, received_at::text, processed_at::text,
        status, failure_reason, reported_status, later_outcome, duplicates, metadata
      FROM ${this.table('transactions')} WHERE transaction_id = ANY(${ids}::text[])`.execute(this.snapshot);
    return rows;
  }

  async receipts(ids: readonly string[]): Promise<readonly StoredReceipt[]> {
    const { rows } = await sql<StoredReceipt>`
      SELECT transaction_id, event_id, verdict FROM ${this.table('receipts')}
      WHERE transaction_id = ANY(${ids}::text[])`.execute(this.snapshot);
    return rows;
  }

  async conflicts(ids: readonly string[]): Promise<readonly StoredConflict[]> {
    const { rows } = await sql<StoredConflict>`
      SELECT transaction_id, event_id, conflicting_fields FROM ${this.table('conflicts')}
      WHERE transaction_id = ANY(${ids}::text[])`.execute(this.snapshot);
    return rows;
  }

  async rowsIn(partition: number): Promise<number> {
    this.counts ??= await countByPartition(this.snapshot, this.transactions);
    return this.counts.get(partition) ?? 0;
  }

  idsIn(partition: number): AsyncIterable<string> {
    return idsOfPartition(this.snapshot, this.transactions, partition);
  }

  private get transactions(): string {
    return `${this.schema}.transactions`;
  }

  private table(name: string): ReturnType<typeof sql.table> {
    return sql.table(`${this.schema}.${name}`);
  }
}
