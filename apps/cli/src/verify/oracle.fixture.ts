import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { PARTITIONS, TOPICS, type DomainEvent } from '@app/contracts';
import { createDatabase, type Database } from '@app/database';
import { createLogAdmin, createLogSink, createLogSource, recordOf, type AppendableRecord } from '@app/messaging';
import { PROJECTIONS, type Projection } from '@app/projections';
import { createTestDatabase, testStack, uniqueTopic, type TestDatabase } from '@app/testing';
import { sql } from 'kysely';

import { MIGRATIONS } from '../../../../migrations/index.js';
import type { Log } from '../engines/with-log.js';
import { claimLog, projectLog } from './projected-log.fixture.js';
import { verify, type VerifyOptions, type VerifyReport } from './verify.js';

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };

export type Loggable = DomainEvent & { readonly subject: string };

export interface OracleOptions {
  /** What projectors build; default: what is in the code. */
  readonly projections?: readonly Projection[];
  readonly reportingZone?: string;
  /** Records past the events, which are in the log as they are. */
  readonly records?: readonly AppendableRecord[];
  /** Appended when summaries have been read already: they stay behind. */
  readonly later?: readonly Loggable[];
}

/** The read models of transactions that the specs know; a new one changes nothing for them. */
const KNOWN = PROJECTIONS.filter(({ name }) => ['transaction-status', 'summaries'].includes(name));

/** A log, and what projectors and processor have made of it: all without a fault, to be spoiled by tests. */
export class Oracle {
  private readonly folder = mkdtempSync(join(tmpdir(), 'tidemark-oracle-'));
  private copies = 0;

  private constructor(
    private readonly sound: TestDatabase,
    readonly log: Log,
  ) {}

  static async create(events: readonly Loggable[], options: OracleOptions = {}): Promise<Oracle> {
    const { projections = KNOWN, records = [], later = [], reportingZone = 'UTC' } = options;
    const connection = {
      brokers: testStack().kafkaBrokers.split(','),
      clientId: 'oracle',
      prefix: `${uniqueTopic()}.`,
    };
    const admin = createLogAdmin(connection, QUIET);
    for (const topic of TOPICS) {
      await admin.ensureTopic(topic, { partitions: PARTITIONS, replicationFactor: 1, minInsyncReplicas: 1 });
    }
    const sink = createLogSink(connection, { deadlineMs: 10_000, queueLimit: 1_000 }, QUIET);
    for (const event of events) await sink.append(recordOf(event));
    for (const record of records) await sink.append(record);
    const sound = await createTestDatabase({ migrations: MIGRATIONS });
    const oracle = new Oracle(sound, { admin, source: createLogSource(connection, QUIET) });
    const engines = { ...oracle.log, database: sound.database, log: QUIET };
    for (const projection of projections) await projectLog(projection, reportingZone, engines);
    for (const event of later) await sink.append(recordOf(event));
    await sink.close();
    const status = projections.find(({ name }) => name === 'transaction-status');
    if (status !== undefined) {
      await projectLog(status, reportingZone, engines);
      await claimLog(sound.database, [...events, ...later]);
    }
    // A database that is copied may have no connections.
    await sound.database.destroy();
    return oracle;
  }

  /** Verifies a copy of the database that `spoil` has been at. */
  async verify(
    history: readonly object[],
    spoil: (database: Database, schema: string) => Promise<unknown> = () => Promise.resolve(),
    options: Partial<VerifyOptions> = {},
  ): Promise<VerifyReport> {
    const path = join(this.folder, `${this.copies}.ndjson`);
    writeFileSync(path, history.map((line) => `${JSON.stringify(line)}\n`).join(''));
    return this.onCopy(async (database) => {
      await spoil(database, 'transaction_status_g1');
      return verify(database, this.log, { ...settings(), histories: history.length > 0 ? [path] : [], ...options });
    });
  }

  /** Verifies a copy while `disturb` is at it: called with how often the log was opened, after the snapshot was taken. */
  async verifyDisturbed(
    disturb: (database: Database, times: number) => Promise<unknown>,
    work: (verified: Promise<VerifyReport>, database: Database) => Promise<unknown>,
  ): Promise<void> {
    await this.onCopy(async (database) => {
      const { source } = this.log;
      let times = 0;
      const disturbed = Object.create(source) as typeof source;
      disturbed.subscribe = async (...subscription) => {
        times += 1;
        await disturb(database, times);
        return source.subscribe(...subscription);
      };
      await work(verify(database, { ...this.log, source: disturbed }, settings()), database);
    });
  }

  async close(): Promise<void> {
    rmSync(this.folder, { recursive: true });
    await this.log.admin.close();
    await this.sound.drop();
  }

  private async onCopy<Result>(work: (database: Database) => Promise<Result>): Promise<Result> {
    this.copies += 1;
    const url = new URL(this.sound.url);
    const original = url.pathname.slice(1);
    const copy = `${original}_${this.copies}`;
    await onServer((server) => sql`CREATE DATABASE ${sql.id(copy)} TEMPLATE ${sql.id(original)}`.execute(server));
    url.pathname = `/${copy}`;
    const database = createDatabase({ url: url.href, poolSize: 3, applicationName: copy });
    try {
      return await work(database);
    } finally {
      await database.destroy();
      await onServer((server) => sql`DROP DATABASE ${sql.id(copy)}`.execute(server));
    }
  }
}

function settings(): VerifyOptions {
  return { histories: [], withinMs: 100, only: false, settled: false, projections: KNOWN };
}

async function onServer(work: (server: Database) => Promise<unknown>): Promise<void> {
  const server = createDatabase({ url: testStack().databaseUrl, poolSize: 1, applicationName: 'oracle' });
  try {
    await work(server);
  } finally {
    await server.destroy();
  }
}
