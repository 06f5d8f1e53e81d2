import { createDatabase, type Database } from '@app/database';
import { pollUntil } from '@app/testing';
import { sql } from 'kysely';

import type { NewRecord } from '../log/log-record.js';
import type { PositionedReader } from '../reader/positioned-reader.js';
import type { ReadBatch } from '../reader/read-batch.js';
import type { ReaderOptions } from '../reader/reader-options.js';
import { tableBench, type TableBench } from '../reader/reader.fixture.js';
import { ScriptedAdmin, ScriptedSource, sliceFrom } from '../reader/scripted-log.fixture.js';
import { askForRedrives, redriveResults } from './ask-for-redrives.js';
import type { ParkedPlace, RedriveRequest, RedriveResult } from './redrive-requests.js';

/** Set-based writing takes about so many at one time. */
const SLICE = 2_000;

/** A reader on real PostgreSQL and a scripted log, and the operator who has what it parked redriven. */
export class RedriveBench {
  readonly admin = new ScriptedAdmin();
  readonly source = new ScriptedSource();
  private readonly readers: PositionedReader[] = [];
  private end = 0;

  private constructor(
    readonly table: TableBench,
    /** The readers' own pool, as they have it in the apps: their commits do not wait for the disk. */
    private readonly pool: Database,
  ) {}

  static async create(): Promise<RedriveBench> {
    const table = await tableBench();
    const settings = { poolSize: 4, applicationName: 'redrive-spec', synchronousCommit: 'off' } as const;
    return new RedriveBench(table, createDatabase({ url: table.test.url, ...settings }));
  }

  get database(): Database {
    return this.table.test.database;
  }

  async close(): Promise<void> {
    await Promise.all(this.readers.map((reader) => reader.stop()));
    await this.pool.destroy();
    await this.table.close();
  }

  /** A reader that owns partition 0. Every one has a log of its own to read, as it would in another process. */
  async reader(
    before?: (batch: ReadBatch) => Promise<void> | void,
    options: Partial<ReaderOptions> = {},
    source = this.source,
  ): Promise<PositionedReader> {
    const reader = this.table.reader({ source, admin: this.admin, database: this.pool }, before, options);
    this.readers.push(reader);
    await reader.start();
    this.admin.range = { low: 0, end: this.end };
    await source.listener.assigned([0]);
    return reader;
  }

  /** Delivers records and waits until the position is behind them. */
  async deliver(records: readonly NewRecord[]): Promise<void> {
    for (let from = 0; from < records.length; from += SLICE) {
      const slice = sliceFrom(this.end, records.slice(from, from + SLICE));
      this.end = slice.end;
      // The reader looks now and then whether the log still holds what it has read.
      this.admin.range = { low: 0, end: this.end };
      await this.source.listener.records(slice);
    }
    await pollUntil(async () => (await this.position()).next === this.end, {
      what: `position ${String(this.end)}`,
    });
  }

  async position(): Promise<{ readonly next: number; readonly parked: number }> {
    const row = await this.database
      .selectFrom('log_positions')
      .select(['next_offset', 'parked'])
      .where('reader', '=', 'spec')
      .where('partition', '=', 0)
      .executeTakeFirst();
    return { next: Number(row?.next_offset ?? 0), parked: row?.parked ?? 0 };
  }

  /** Offset and error class of what is parked, in order. */
  async parked(): Promise<readonly (readonly [offset: number, errorClass: string])[]> {
    const rows = await this.database
      .selectFrom('parked_records')
      .select(['offset', 'error_class'])
      .orderBy('offset')
      .execute();
    return rows.map((row) => [Number(row.offset), row.error_class]);
  }

  /** Which offsets of a transaction were applied, in the order in which they were. */
  async appliedOf(transactionId: string): Promise<readonly number[]> {
    const rows = await this.table.applied();
    return rows.filter((row) => row.transaction_id === transactionId).map((row) => row.offset);
  }

  ask(...keys: readonly string[]): Promise<readonly RedriveRequest[]> {
    return this.askFor(keys.map((key) => ({ ...SPEC_PLACE, key: Buffer.from(key), offset: null })));
  }

  askForOffset(offset: number): Promise<readonly RedriveRequest[]> {
    return this.askFor([{ ...SPEC_PLACE, key: null, offset }]);
  }

  /** What has come of the requests, once all are finished. */
  async finished(requests: readonly RedriveRequest[]): Promise<readonly RedriveResult[]> {
    const ids = requests.map(({ id }) => id);
    return pollUntil(
      async () => {
        const results = [...(await redriveResults(this.database, ids)).values()];
        return results.every(({ state }) => state !== 'requested') ? results : undefined;
      },
      { what: 'redrives are finished' },
    );
  }

  async redrive(...keys: readonly string[]): Promise<readonly RedriveResult[]> {
    return this.finished(await this.ask(...keys));
  }

  /** From now on PostgreSQL refuses these offsets, as wrong data (23514). */
  async refuse(...offsets: readonly number[]): Promise<void> {
    await this.cure();
    const list = sql.join(offsets.map((offset) => sql.lit(offset)));
    await sql`ALTER TABLE applied ADD CONSTRAINT sound CHECK ("offset" NOT IN (${list})) NOT VALID`.execute(
      this.database,
    );
  }

  async cure(): Promise<void> {
    await sql`ALTER TABLE applied DROP CONSTRAINT IF EXISTS sound`.execute(this.database);
  }

  private askFor(places: readonly ParkedPlace[]): Promise<readonly RedriveRequest[]> {
    return askForRedrives(this.database, 'spec@here', places);
  }
}

const SPEC_PLACE = { reader: 'spec', topic: 'transactions', partition: 0 };
