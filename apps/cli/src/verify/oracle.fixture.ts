import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { PARTITIONS, type DomainEvent } from '@app/contracts';
import { createDatabase, type Database } from '@app/database';
import {
  createLogAdmin,
  createLogSink,
  createLogSource,
  PositionedReader,
  recordOf,
  type LogAdmin,
  type LogSource,
} from '@app/messaging';
import { applyBatch, followedGenerations, PROJECTIONS, readerOf, subscriptionOf } from '@app/projections';
import { createTestDatabase, pollUntil, testStack, uniqueTopic, type TestDatabase } from '@app/testing';
import { sql } from 'kysely';

import { MIGRATIONS } from '../../../../migrations/index.js';
import { PROJECTION, TOPIC } from './until-caught-up.js';
import { verify, type VerifyOptions, type VerifyReport } from './verify.js';

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A log, and the read model that a projector has made of it: both without a fault, to be spoiled by tests. */
export class Oracle {
  private readonly folder = mkdtempSync(join(tmpdir(), 'tidemark-oracle-'));
  private copies = 0;

  private constructor(
    private readonly sound: TestDatabase,
    private readonly log: { readonly admin: LogAdmin; readonly source: LogSource },
  ) {}

  static async create(events: readonly (DomainEvent & { readonly subject: string })[]): Promise<Oracle> {
    const connection = {
      brokers: testStack().kafkaBrokers.split(','),
      clientId: 'oracle',
      prefix: `${uniqueTopic()}.`,
    };
    const admin = createLogAdmin(connection, QUIET);
    await admin.ensureTopic(TOPIC, { partitions: PARTITIONS, replicationFactor: 1, minInsyncReplicas: 1 });
    const sink = createLogSink(connection, { deadlineMs: 10_000, queueLimit: 1_000 }, QUIET);
    for (const event of events) await sink.append(recordOf(event));
    await sink.close();
    const sound = await createTestDatabase({ migrations: MIGRATIONS });
    const oracle = new Oracle(sound, { admin, source: createLogSource(connection, QUIET) });
    await oracle.project();
    // A database that is copied may have no connections.
    await sound.database.destroy();
    return oracle;
  }

  /** Verifies a copy of the read model that `spoil` has been at. */
  async verify(
    history: readonly object[],
    spoil: (database: Database, schema: string) => Promise<unknown> = () => Promise.resolve(),
    options: Partial<VerifyOptions> = {},
  ): Promise<VerifyReport> {
    this.copies += 1;
    const path = join(this.folder, `${this.copies}.ndjson`);
    writeFileSync(path, history.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return this.onCopy(async (database) => {
      await spoil(database, 'transaction_status_g1');
      const settings = { histories: [path], withinMs: 100, only: false, settled: false, ...options };
      return verify(database, this.log, settings);
    });
  }

  async close(): Promise<void> {
    rmSync(this.folder, { recursive: true });
    await this.log.admin.close();
    await this.sound.drop();
  }

  private async project(): Promise<void> {
    const { database } = this.sound;
    const projection = PROJECTIONS.find(({ name }) => name === PROJECTION);
    if (projection === undefined) throw new Error(`there is no projection ${PROJECTION}`);
    const [generation] = (await followedGenerations(database, projection, 'UTC')).follow;
    if (generation === undefined) throw new Error('a new database has a generation of this code');
    const reader = readerOf(generation);
    const projector = new PositionedReader(
      {
        reader,
        group: reader,
        topic: projection.topic,
        subscription: subscriptionOf(projection),
        apply: (batch) => applyBatch(projection, generation, batch),
      },
      { ...this.log, database, log: QUIET },
    );
    await projector.start();
    const ends = await this.log.admin.offsets(TOPIC);
    const records = [...ends.values()].reduce((sum, { end }) => sum + end, 0);
    await pollUntil(async () => (await appliedOf(database, reader)) === records, { what: 'the log is projected' });
    await projector.stop();
    // The processor has nothing left to do.
    await sql`
      INSERT INTO log_positions (reader, topic, partition, next_offset, last_event_id)
      SELECT 'processor', topic, partition, next_offset, last_event_id FROM log_positions WHERE reader = ${reader}`.execute(
      database,
    );
  }

  private async onCopy<Result>(work: (database: Database) => Promise<Result>): Promise<Result> {
    const url = new URL(this.sound.url);
    const original = url.pathname.slice(1);
    const copy = `${original}_${this.copies}`;
    await onServer((server) => sql`CREATE DATABASE ${sql.id(copy)} TEMPLATE ${sql.id(original)}`.execute(server));
    url.pathname = `/${copy}`;
    const database = createDatabase({ url: url.href, poolSize: 2, applicationName: copy });
    try {
      return await work(database);
    } finally {
      await database.destroy();
      await onServer((server) => sql`DROP DATABASE ${sql.id(copy)}`.execute(server));
    }
  }
}

async function appliedOf(database: Database, reader: string): Promise<number> {
  const { rows } = await sql<{ readonly applied: string }>`
    SELECT coalesce(sum(next_offset), 0) AS applied FROM log_positions WHERE reader = ${reader}`.execute(database);
  return Number(rows[0]?.applied);
}

async function onServer(work: (server: Database) => Promise<unknown>): Promise<void> {
  const server = createDatabase({ url: testStack().databaseUrl, poolSize: 1, applicationName: 'oracle' });
  try {
    await work(server);
  } finally {
    await server.destroy();
  }
}
