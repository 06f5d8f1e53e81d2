import { PARTITIONS, TOPICS, type DomainEvent } from '@app/contracts';
import {
  createLogAdmin,
  createLogSink,
  createLogSource,
  PositionedReader,
  recordInPartition,
  recordOf,
  type LogSink,
} from '@app/messaging';
import { applyBatch, followedGenerations, readerOf, subscriptionOf, type Projection } from '@app/projections';
import { createTestDatabase, pollUntil, testStack, uniqueTopic, type TestDatabase } from '@app/testing';
import { sql, type RawBuilder } from 'kysely';

import { MIGRATIONS } from '../../../migrations/index.js';
import { generationsLeft } from '../../../test/support/generations-left.js';
import { dropAbandoned } from './drop-generations.js';
import { generationRows, positionsOf, sumOf, type GenerationRow } from './generation-rows.js';
import { rebuildDatabases, type RebuildEngines } from './rebuild-engines.js';
import type { RebuildOutcome } from './rebuild-run.js';
import { rebuild, type RebuildOptions } from './rebuild.js';

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };
const LOOK_EVERY_MS = 50;

/** A log and a database of their own, and whatever follows and rebuilds read models between them. */
export class RebuildStack {
  private readonly followers = new Set<Follower>();

  private constructor(
    readonly test: TestDatabase,
    readonly engines: RebuildEngines,
    private readonly sink: LogSink,
  ) {}

  static async start(): Promise<RebuildStack> {
    const test = await createTestDatabase({ migrations: MIGRATIONS });
    const brokers = testStack().kafkaBrokers.split(',');
    const connection = { brokers, clientId: 'rebuild-spec', prefix: `${uniqueTopic()}.` };
    const admin = createLogAdmin(connection, QUIET);
    for (const topic of TOPICS) {
      await admin.ensureTopic(topic, { partitions: PARTITIONS, replicationFactor: 1, minInsyncReplicas: 1 });
    }
    const engines = { source: createLogSource(connection, QUIET), admin, log: QUIET, ...rebuildDatabases(test.url) };
    return new RebuildStack(
      test,
      engines,
      createLogSink(connection, { deadlineMs: 9_000, queueLimit: 100_000 }, QUIET),
    );
  }

  /** Events of transactions go to their partition; one that speaks of a partition to that. */
  async append(events: readonly DomainEvent[]): Promise<void> {
    await Promise.all(
      events.map((event) =>
        this.sink.append(
          event.type === 'TransactionsDeleted.v1' ? recordInPartition(event, event.data.partition) : recordOf(event),
        ),
      ),
    );
  }

  /** A record of a known type that does not decode: its key is parked. */
  async appendPoison(event: DomainEvent & { readonly subject: string }): Promise<void> {
    await this.sink.append({ ...recordOf(event), value: '{"not":"an event"' });
  }

  /** As a projector does it: every generation that is to be followed, from now until the stack is closed. */
  follow(projection: Projection, reportingZone = 'UTC'): Follower {
    const follower = new Follower(projection, reportingZone, this.engines, (it) => this.followers.delete(it));
    this.followers.add(follower);
    return follower;
  }

  /** Appends events and has the first generation apply them. */
  async followFrom(projection: Projection, events: readonly DomainEvent[]): Promise<void> {
    await this.append(events);
    this.follow(projection);
    await this.untilApplied(projection, 1);
  }

  rebuild(projection: Projection, options: Partial<RebuildOptions> = {}): Promise<RebuildOutcome> {
    return rebuild(projection, { ...REBUILD, ...options }, this.engines);
  }

  /** The generations whose tables are there, by number. */
  async generations({ name }: Pick<Projection, 'name'>): Promise<ReadonlyMap<number, GenerationRow>> {
    const rows = await generationRows(this.test.database, name);
    return new Map(rows.map((row) => [row.generation, row]));
  }

  /** Waits until a generation has applied the whole log. */
  async untilApplied(projection: Projection, generation: number): Promise<void> {
    const ends = await this.engines.admin.offsets(projection.topic);
    const end = [...ends.values()].reduce((sum, range) => sum + range.end, 0);
    const place = { projection: projection.name, generation, schema: '', reportingZone: '' };
    await pollUntil(async () => sumOf(await positionsOf(this.test.database, place)) === end, {
      what: `generation ${String(generation)} of ${projection.name} has applied everything`,
    });
  }

  /** What of generations is in the database: schemas, and readers that have positions or parked records. */
  traces({ name }: Pick<Projection, 'name'>): Promise<readonly string[]> {
    return generationsLeft(this.test.database, name);
  }

  /** Reads a table or a view until what is returned is called. */
  read(name: string): Promise<() => Promise<void>> {
    return this.hold(sql`SELECT FROM ${sql.table(name)}`);
  }

  /** As ANALYZE of a table that takes until what is returned is called: only another one waits for it. */
  analyzing(name: string): Promise<() => Promise<void>> {
    return this.hold(sql`LOCK TABLE ${sql.table(name)} IN SHARE UPDATE EXCLUSIVE MODE`);
  }

  private async hold(statement: RawBuilder<unknown>): Promise<() => Promise<void>> {
    const holding = await this.test.database.startTransaction().execute();
    await sql`SET LOCAL idle_in_transaction_session_timeout = 0`.execute(holding);
    await statement.execute(holding);
    return async () => {
      if (!holding.isRolledBack) await holding.rollback().execute();
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.followers].map((follower) => follower.stop()));
    const { admin, database, writing } = this.engines;
    await Promise.all([admin.close(), this.sink.close(), database.destroy(), writing.destroy()]);
    await this.test.drop();
  }
}

/** As the command line asks for it. */
const REBUILD: RebuildOptions = {
  promote: 'auto',
  unattended: false,
  reportingZone: 'UTC',
  signal: new AbortController().signal,
  onProgress: () => undefined,
};

/** What of a projector a rebuild needs. */
export class Follower {
  private readonly readers = new Map<string, PositionedReader>();
  private isStopping = false;
  private readonly looking: Promise<void>;

  constructor(
    private readonly projection: Projection,
    private readonly reportingZone: string,
    private readonly engines: RebuildEngines,
    private readonly stopped: (it: Follower) => void,
  ) {
    this.looking = this.look();
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.looking;
    await Promise.all([...this.readers.values()].map((reader) => reader.stop()));
    this.stopped(this);
  }

  private async look(): Promise<void> {
    while (!this.isStopping) {
      const { follow } = await followedGenerations(this.engines.database, this.projection, this.reportingZone);
      const wanted = new Map(follow.map((generation) => [readerOf(generation), generation]));
      for (const [name, reader] of this.readers) {
        if (wanted.has(name)) continue;
        this.readers.delete(name);
        await reader.stop();
      }
      for (const [name, generation] of wanted) {
        if (this.readers.has(name)) continue;
        const { projection, engines } = this;
        const apply: ConstructorParameters<typeof PositionedReader>[0]['apply'] = (batch) =>
          applyBatch(projection, generation, batch);
        const reader = new PositionedReader(
          {
            reader: name,
            group: `tidemark.${name}`,
            topic: projection.topic,
            subscription: subscriptionOf(projection),
            apply,
          },
          { ...engines, database: engines.writing },
        );
        await reader.start();
        this.readers.set(name, reader);
      }
      // Whoever still followed it may have kept its tables when it was given up, or made its positions anew.
      await dropAbandoned(this.engines.database, this.projection.name);
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}
