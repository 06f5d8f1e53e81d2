import { sql } from 'kysely';
import type { Database, DatabaseTransaction } from '@app/database';

import type { NewWorkItem, Postponement, WorkItem } from './work-item.js';

export interface ClaimOptions {
  readonly partitions: readonly number[];
  readonly limit: number;
  /** For how long nobody else takes the items; after a crash they are free again. */
  readonly leaseMs: number;
}

interface ClaimedRow<Payload> {
  readonly id: string;
  readonly partition: number;
  readonly attempts: number;
  readonly payload: Payload;
}

/** One queue in PostgreSQL. All times are by the database's clock, so that processes need not agree on theirs. */
export class WorkQueue<Payload extends object> {
  constructor(readonly name: string) {}

  /** Puts items in, as part of the transaction that gives rise to them. Those that are there already stay as they are. */
  async enqueue(transaction: DatabaseTransaction, items: readonly NewWorkItem<Payload>[]): Promise<void> {
    if (items.length === 0) return;
    await sql`${this.insert(items)} ON CONFLICT DO NOTHING`.execute(transaction);
  }

  /** Like `enqueue`, but an item that is there already becomes due at once, even while somebody works on it. */
  async bringForward(transaction: DatabaseTransaction, items: readonly NewWorkItem<Payload>[]): Promise<void> {
    if (items.length === 0) return;
    await sql`${this.insert(items)}
      ON CONFLICT (queue, item_id) DO UPDATE SET due_at = now(), leased_until = NULL`.execute(transaction);
  }

  /** Takes due items of these partitions, the longest due first; what another process holds is passed over. */
  async claimDue(
    database: Database,
    { partitions, limit, leaseMs }: ClaimOptions,
  ): Promise<readonly WorkItem<Payload>[]> {
    if (partitions.length === 0 || limit < 1) return [];
    // Partition by partition, as each is a range of the index. By ctid, so that no statistics can talk PostgreSQL into
    // joining by anything else; a row that has moved since is somebody else's by now.
    const { rows } = await sql<ClaimedRow<Payload>>`
      WITH candidate AS (
        SELECT item.ctid
        FROM unnest(${[...partitions]}::smallint[]) AS mine (partition)
        CROSS JOIN LATERAL (
          SELECT ctid, due_at FROM work_items
          WHERE queue = ${this.name} AND partition = mine.partition AND due_at <= now()
            AND (leased_until IS NULL OR leased_until <= now())
          ORDER BY due_at LIMIT ${limit}
        ) AS item
        ORDER BY item.due_at LIMIT ${limit}
      ), due AS (
        SELECT ctid FROM work_items
        WHERE ctid = ANY (ARRAY (SELECT ctid FROM candidate))
          AND due_at <= now() AND (leased_until IS NULL OR leased_until <= now())
        FOR UPDATE SKIP LOCKED
      )
      UPDATE work_items AS item
      SET leased_until = now() + ${leaseMs} * interval '1 millisecond', attempts = item.attempts + 1
      WHERE item.ctid = ANY (ARRAY (SELECT ctid FROM due))
      RETURNING item.item_id AS id, item.partition, item.attempts, item.payload`.execute(database);
    return rows;
  }

  /** Ends the leases in partitions that were taken over: whoever had them before has died or lost them. */
  async endLeases(database: Database, partitions: readonly number[]): Promise<void> {
    if (partitions.length === 0) return;
    await sql`
      UPDATE work_items SET leased_until = NULL
      WHERE queue = ${this.name} AND partition = ANY (${[...partitions]}::smallint[]) AND leased_until IS NOT NULL`.execute(
      database,
    );
  }

  /** Puts claimed items off. One that was brought forward meanwhile stays due. */
  async postpone(database: Database, items: readonly Omit<Postponement, 'kind'>[]): Promise<void> {
    if (items.length === 0) return;
    await sql`
      UPDATE work_items AS item
      SET due_at = now() + later.delay * interval '1 millisecond', leased_until = NULL,
        attempts = item.attempts - later.uncounted
      FROM unnest(
        ${items.map(({ id }) => id)}::text[], ${items.map(({ delayMs }) => Math.round(delayMs))}::bigint[],
        ${items.map(({ counted }) => (counted ? 0 : 1))}::int[]
      ) AS later (id, delay, uncounted)
      WHERE item.queue = ${this.name} AND item.item_id = later.id AND item.leased_until IS NOT NULL`.execute(database);
  }

  /** Takes items out: they are done, or nothing is left to do. */
  async remove(database: Database | DatabaseTransaction, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await sql`DELETE FROM work_items WHERE queue = ${this.name} AND item_id = ANY (${[...ids]}::text[])`.execute(
      database,
    );
  }

  /** Takes out everything of these partitions. */
  async removePartitions(transaction: DatabaseTransaction, partitions: readonly number[]): Promise<void> {
    if (partitions.length === 0) return;
    await sql`
      DELETE FROM work_items WHERE queue = ${this.name} AND partition = ANY (${[...partitions]}::smallint[])`.execute(
      transaction,
    );
  }

  private insert(items: readonly NewWorkItem<Payload>[]) {
    return sql`
      INSERT INTO work_items (queue, item_id, partition, due_at, payload)
      SELECT ${this.name}, id, partition, least(since, now()) + delay * interval '1 millisecond', payload
      FROM unnest(
        ${items.map(({ id }) => id)}::text[], ${items.map(({ partition }) => partition)}::smallint[],
        ${items.map(({ since }) => since)}::timestamptz[], ${items.map(({ delayMs }) => delayMs)}::bigint[],
        ${items.map(({ payload }) => JSON.stringify(payload))}::json[]
      ) AS item (id, partition, since, delay, payload)`;
  }
}
