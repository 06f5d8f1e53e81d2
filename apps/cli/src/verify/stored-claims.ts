import type { Database } from '@app/database';
import type { Outcome } from '@app/domain';
import { sql } from 'kysely';

import { countByPartition, idsOfPartition } from './stored-ids.js';

/** The processor's row of a transaction; its time as text. */
export interface StoredClaim {
  readonly transaction_id: string;
  readonly first_event_id: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly outcome: Outcome | null;
  readonly reason: string | null;
  readonly processed_at: string | null;
  /** Work is left to be done: what was decided may not be in the log yet. */
  readonly in_hand: boolean;
}

const TABLE = 'transaction_claims';
/** The queue of the processor. */
const QUEUE = 'settlement';

/** What the processor has claimed, as one snapshot shows it. */
export class StoredClaims {
  private counts: ReadonlyMap<number, number> | undefined;

  constructor(private readonly snapshot: Database) {}

  async rows(ids: readonly string[]): Promise<readonly StoredClaim[]> {
    const { rows } = await sql<StoredClaim>`
      SELECT transaction_id, first_event_id, facts, outcome, reason, processed_at::text,
        EXISTS (
          SELECT FROM work_items WHERE queue = ${QUEUE} AND item_id = claim.first_event_id::text
        ) AS in_hand
      FROM ${sql.table(TABLE)} AS claim WHERE transaction_id = ANY(${ids}::text[])`.execute(this.snapshot);
    return rows;
  }

  async rowsIn(partition: number): Promise<number> {
    this.counts ??= await countByPartition(this.snapshot, TABLE);
    return this.counts.get(partition) ?? 0;
  }

  idsIn(partition: number): AsyncIterable<string> {
    return idsOfPartition(this.snapshot, TABLE, partition);
  }
}
