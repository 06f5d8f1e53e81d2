import { createHash } from 'node:crypto';

import type { DomainEvent } from '@app/contracts';
import type { Database } from '@app/database';
import type { ReadEvent, ReadSlice } from '@app/messaging';
import { sql } from 'kysely';

import { applyBatch } from './apply-batch.js';
import { generationOf, type Generation } from './generations/generation.js';
import type { Projection } from './projection.js';

/** A generation of its own for a test: "given these events, in these batches, then the tables hold …". */
export class ProjectionFixture {
  private static made = 0;
  private readonly generation: Generation;
  private readonly ends = new Map<number, number>();

  private constructor(
    private readonly database: Database,
    private readonly projection: Projection,
    reportingZone: string,
  ) {
    ProjectionFixture.made += 1;
    this.generation = generationOf(projection.name, 1_000 + ProjectionFixture.made, reportingZone);
  }

  static async create(database: Database, projection: Projection, reportingZone = 'UTC'): Promise<ProjectionFixture> {
    const fixture = new ProjectionFixture(database, projection, reportingZone);
    const { schema } = fixture;
    await sql`CREATE SCHEMA ${sql.id(schema)}`.execute(database);
    const statements = [...projection.tables(schema), ...projection.indexes(schema)];
    for (const statement of statements) await sql.raw(statement).execute(database);
    return fixture;
  }

  get schema(): string {
    return this.generation.schema;
  }

  /** Applies events of one partition as one batch, as the reader would. */
  batch(...events: readonly DomainEvent[]): Promise<void> {
    return this.batchOf(events.map((event) => [0, event]));
  }

  /** Applies events of several partitions as one batch. */
  async batchOf(events: readonly (readonly [partition: number, event: DomainEvent])[]): Promise<void> {
    const slices = [...Map.groupBy(events, ([partition]) => partition)].map(([partition, group]): ReadSlice => ({
      partition,
      events: group.map(([, event]) => this.read(partition, event)),
      live: true,
    }));
    await this.database
      .transaction()
      .execute((transaction) =>
        applyBatch(this.projection, this.generation, { topic: this.projection.topic, slices, transaction }),
      );
  }

  async rows(table: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const { rows } = await sql<Record<string, unknown>>`
      SELECT * FROM ${sql.table(`${this.schema}.${table}`)} AS t ORDER BY t::text`.execute(this.database);
    return rows;
  }

  /** Equal when the tables are, byte for byte as text. */
  async digest(tables: readonly string[]): Promise<string> {
    const hash = createHash('sha256');
    for (const table of tables) {
      const { rows } = await sql<{ readonly row: string }>`
        SELECT t::text AS row FROM ${sql.table(`${this.schema}.${table}`)} AS t ORDER BY 1`.execute(this.database);
      hash.update(JSON.stringify([table, ...rows.map(({ row }) => row)]));
    }
    return hash.digest('hex');
  }

  private read(partition: number, event: DomainEvent): ReadEvent {
    const offset = this.ends.get(partition) ?? 0;
    this.ends.set(partition, offset + 1);
    return { event, partition, offset, appendedAt: 0 };
  }
}
