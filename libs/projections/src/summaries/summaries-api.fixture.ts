import type { CalendarName } from '@app/domain';
import type { ReadSlice } from '@app/messaging';
import { createHttpApp, listen, loadConfig, PinoLog, RuntimeConfig, type Dialect } from '@app/platform';
import { createTestDatabase, type TestDatabase } from '@app/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CompiledQuery, type KyselyPlugin, type QueryId, type RootOperationNode } from 'kysely';

import { MIGRATIONS } from '../../../../migrations/index.js';
import { applyBatch } from '../apply-batch.js';
import { LogFrontier, type Ends } from '../freshness/log-frontier.js';
import { followedGenerations } from '../generations/followed-generations.js';
import type { Generation } from '../generations/generation.js';
import { ReadModelsModule } from '../read-models.module.js';
import type { Placed } from './random-log.fixture.js';
import { summaries } from './summaries.projection.js';

/** A statement, before it is made SQL. */
interface Asked {
  readonly node: RootOperationNode;
  readonly queryId: QueryId;
}

interface Settings {
  readonly reportingZone?: string;
  readonly dialect?: Dialect;
  readonly summaryCalendar?: CalendarName;
}

/** A log that ends where the read model is. */
class EmptyFrontier extends LogFrontier {
  partitionOf(): number {
    return 0;
  }

  ends(): Promise<Ends> {
    return Promise.resolve(new Map([[0, 0]]));
  }
}

/** The routes over HTTP, on a database of their own, with a live generation that the test fills. */
export class SummariesApi {
  private constructor(
    readonly test: TestDatabase,
    private readonly generation: Generation,
    private readonly app: NestFastifyApplication,
    private readonly url: string,
    private readonly asked: Asked[],
  ) {}

  static async start({
    reportingZone = 'UTC',
    dialect = 'tidemark',
    summaryCalendar = 'persian',
  }: Settings = {}): Promise<SummariesApi> {
    const test = await createTestDatabase({ migrations: MIGRATIONS });
    const { follow } = await followedGenerations(test.database, summaries, reportingZone);
    const [generation] = follow;
    if (generation === undefined) throw new Error('the live generation was not made');
    const asked: Asked[] = [];
    const module = ReadModelsModule.of({
      database: test.database.withPlugin(recorder(asked)),
      frontier: new EmptyFrontier(),
      dialect,
      summaryCalendar,
    });
    const log = PinoLog.create('spec', loadConfig(RuntimeConfig, { LOG_LEVEL: 'silent' }));
    const app = await createHttpApp(module, { log });
    const url = `http://127.0.0.1:${String(await listen(app, 0))}`;
    return new SummariesApi(test, generation, app, url, asked);
  }

  /** Applies a log as one batch. */
  async apply(log: readonly Placed[]): Promise<void> {
    const slices = [...Map.groupBy(log, ([partition]) => partition)].map(([partition, placed]): ReadSlice => ({
      partition,
      events: placed.map(([, event], offset) => ({ event, partition, offset, appendedAt: 0 })),
      live: true,
    }));
    const { topic } = summaries;
    await this.test.database
      .transaction()
      .execute((transaction) => applyBatch(summaries, this.generation, { topic, slices, transaction }));
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(this.url + path, { headers });
  }

  async json(path: string): Promise<unknown> {
    const answer = await this.get(path);
    if (answer.status !== 200) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
    return answer.json();
  }

  /** The names of all tables in the plans of the statements that `work` causes. */
  async tablesReadBy(work: () => Promise<unknown>): Promise<ReadonlySet<string>> {
    this.asked.length = 0;
    await work();
    const tables = new Set<string>();
    for (const statement of this.asked.splice(0)) collectTables(await this.planOf(statement), tables);
    return tables;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.test.drop();
  }

  private async planOf({ node, queryId }: Asked): Promise<unknown> {
    const { database } = this.test;
    const { sql, parameters } = database.getExecutor().compileQuery(node, queryId);
    const { rows } = await database.executeQuery(CompiledQuery.raw(`EXPLAIN (FORMAT JSON) ${sql}`, [...parameters]));
    return rows;
  }
}

function recorder(asked: Asked[]): KyselyPlugin {
  return {
    transformQuery: ({ node, queryId }) => {
      asked.push({ node, queryId });
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
}

function collectTables(plan: unknown, tables: Set<string>): void {
  if (typeof plan !== 'object' || plan === null) return;
  for (const [key, value] of Object.entries(plan)) {
    if (key === 'Relation Name' && typeof value === 'string') tables.add(value);
    else collectTables(value, tables);
  }
}
