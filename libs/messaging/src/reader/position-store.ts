import type { Database, DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

import { PositionMovedError } from './reader.errors.js';

export interface StoredPosition {
  readonly next: number;
  /** `ce_id` of the record before `next`; empty when it had none or there is none. */
  readonly lastEventId: string;
}

/** A step from `start` to `end` in one partition. */
export interface PositionStep {
  readonly partition: number;
  readonly start: number;
  readonly end: number;
  readonly lastEventId: string;
  /** LogAppendTime of the record before `end`, milliseconds since 1970; undefined when it is not known. */
  readonly appliedUntil: number | undefined;
  /** Records that the step parks. */
  readonly parked: number;
}

/** The positions of one reader in one topic, in PostgreSQL. */
export class PositionStore {
  constructor(
    private readonly reader: string,
    private readonly topic: string,
  ) {}

  /** Those of the positions that there are. */
  async load(database: Database, partitions: readonly number[]): Promise<ReadonlyMap<number, StoredPosition>> {
    const rows = await database
      .selectFrom('log_positions')
      .select(['partition', 'next_offset', 'last_event_id'])
      .where('reader', '=', this.reader)
      .where('topic', '=', this.topic)
      .where('partition', 'in', [...partitions])
      .execute();
    return new Map(
      rows.map((row) => [row.partition, { next: Number(row.next_offset), lastEventId: row.last_event_id }]),
    );
  }

  /**
   * Makes the positions that are missing, at these offsets. One statement, in the order of partitions: of several processes
   * that do so at once, one makes all of them.
   */
  async place(database: Database, offsets: ReadonlyMap<number, number>): Promise<void> {
    await sql`
      INSERT INTO log_positions (reader, topic, partition, next_offset)
      SELECT ${this.reader}, ${this.topic}, place.partition, place.next_offset
      FROM unnest(${[...offsets.keys()]}::int[], ${[...offsets.values()]}::bigint[]) AS place (partition, next_offset)
      ORDER BY place.partition
      ON CONFLICT DO NOTHING`.execute(database);
  }

  /**
   * Compare-and-set of all steps; the fence against every other process.
   *
   * @returns the partitions in which records are parked, so that a batch without any asks no further
   * @throws PositionMovedError when one of them stands elsewhere: the transaction must be rolled back
   */
  async advance(transaction: DatabaseTransaction, steps: readonly PositionStep[]): Promise<ReadonlySet<number>> {
    const { rows } = await sql<{ partition: number; parked: number }>`
      UPDATE log_positions AS position
      SET next_offset = step.end_offset, last_event_id = step.last_event_id,
        parked = position.parked + step.parked, updated_at = now(),
        applied_until = coalesce(to_timestamp(step.applied_until / 1000.0), position.applied_until)
      FROM unnest(
        ${steps.map((step) => step.partition)}::int[], ${steps.map((step) => step.start)}::bigint[],
        ${steps.map((step) => step.end)}::bigint[], ${steps.map((step) => step.lastEventId)}::text[],
        ${steps.map((step) => step.parked)}::int[], ${steps.map((step) => step.appliedUntil ?? null)}::float8[]
      ) AS step (partition, start_offset, end_offset, last_event_id, parked, applied_until)
      WHERE position.reader = ${this.reader} AND position.topic = ${this.topic}
        AND position.partition = step.partition AND position.next_offset = step.start_offset
      RETURNING position.partition, position.parked`.execute(transaction);
    if (rows.length !== steps.length) {
      throw new PositionMovedError(
        this.reader,
        steps.map((step) => step.partition),
      );
    }
    return new Set(rows.filter((row) => row.parked > 0).map((row) => row.partition));
  }

  /** Takes the lock that every step of the partition takes, so that none is made meanwhile. */
  async lock(transaction: DatabaseTransaction, partition: number): Promise<void> {
    await sql`
      SELECT FROM log_positions
      WHERE reader = ${this.reader} AND topic = ${this.topic} AND partition = ${partition} FOR UPDATE`.execute(
      transaction,
    );
  }

  /** Counts records that were parked after the step was made; fewer than none when they have left the parking. */
  async addParked(transaction: DatabaseTransaction, partition: number, count: number): Promise<void> {
    if (count === 0) return;
    await sql`
      UPDATE log_positions SET parked = parked + ${count}
      WHERE reader = ${this.reader} AND topic = ${this.topic} AND partition = ${partition}`.execute(transaction);
  }
}
