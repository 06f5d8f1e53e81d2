import { newEventId, PARTITIONS } from '@app/contracts';
import { createLogAdmin, createLogSink, createLogSource, recordOf, type LogSink } from '@app/messaging';
import { Metrics } from '@app/platform';
import { projectionNamed, type Projection } from '@app/projections';
import { rebuild, rebuildDatabases, type RebuildEngines, type RebuildOutcome } from '@app/rebuild';
import { createTestDatabase, pollUntil, testStack, uniqueTopic, type TestDatabase } from '@app/testing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { received } from '../../../libs/projections/src/transaction-status/transaction-events.fixture.js';
import { MIGRATIONS } from '../../../migrations/index.js';
import { ProjectionRunner } from './projection-runner.js';
import { ProjectorMetrics } from './projector-metrics.js';

const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };
const MAX_LAG_MS = 30_000;

describe('new code on a live system', () => {
  let test: TestDatabase;
  let engines: RebuildEngines;
  let sink: LogSink;
  let runners: ProjectionRunner[];
  let appended = 0;

  beforeEach(async () => {
    test = await createTestDatabase({ migrations: MIGRATIONS });
    const connection = { brokers: testStack().kafkaBrokers.split(','), clientId: 'spec', prefix: `${uniqueTopic()}.` };
    const admin = createLogAdmin(connection, QUIET);
    await admin.ensureTopic('transactions', { partitions: PARTITIONS, replicationFactor: 1, minInsyncReplicas: 1 });
    engines = { source: createLogSource(connection, QUIET), admin, log: QUIET, ...rebuildDatabases(test.url) };
    sink = createLogSink(connection, { deadlineMs: 9_000, queueLimit: 1_000 }, QUIET);
    runners = [];
    appended = 0;
    await append(20);
  });
  afterEach(async () => {
    await Promise.all(runners.map((runner) => runner.stop()));
    await Promise.all([engines.admin.close(), sink.close(), engines.database.destroy(), engines.writing.destroy()]);
    await test.drop();
  });

  async function append(count: number): Promise<void> {
    for (let last = appended + count; appended < last; appended += 1) {
      await sink.append(recordOf(received(newEventId(), { transaction_id: `tx-${String(appended)}` })));
    }
  }

  function run(projection: Projection, zone = 'UTC'): ProjectionRunner {
    const runner = new ProjectionRunner(projection, zone, engines, new ProjectorMetrics(new Metrics()));
    runners.push(runner);
    runner.start();
    return runner;
  }

  const problem = (runner: ProjectionRunner): Promise<string | undefined> => runner.problem(MAX_LAG_MS, Date.now());
  const untilWell = (runner: ProjectionRunner): Promise<unknown> =>
    pollUntil(async () => (await problem(runner)) === undefined, { what: 'it is well' });
  const rows = async (table: string): Promise<number> =>
    (await sql`SELECT FROM ${sql.table(table)}`.execute(test.database)).rows.length;
  const untilRows = (table: string): Promise<unknown> =>
    pollUntil(async () => (await rows(table)) === appended, { what: `${String(appended)} rows in ${table}` });
  const rebuilt = (projection: Projection, reportingZone = 'UTC'): Promise<RebuildOutcome> => {
    const signal = new AbortController().signal;
    const options = { promote: 'auto', unattended: false, reportingZone, signal, onProgress: () => undefined } as const;
    return rebuild(projection, options, engines);
  };

  it('given a raised version and a new column, when both codes run, then the old generation is the old code’s until the new one is promoted', async () => {
    const old = projectionNamed('transaction-status');
    const corrected: Projection = {
      ...old,
      codeVersion: old.codeVersion + 1,
      tables: (schema) => [
        ...old.tables(schema),
        `ALTER TABLE ${schema}.transactions ADD COLUMN channel text DEFAULT 'web'`,
      ],
    };
    const before = run(old);
    await untilRows('transaction_status_g1.transactions');
    const after = run(corrected);
    await pollUntil(async () => (await problem(after))?.startsWith('needs_rebuild'), { what: 'needs_rebuild' });
    await append(5);
    await untilRows('transaction_status_g1.transactions');
    expect(await rows('parked_records')).toBe(0);

    const outcome = await rebuilt(corrected);
    expect(outcome).toMatchObject({ state: 'promoted', generation: 2, refused: undefined });
    expect(outcome.comparison).toMatchObject({
      equal: false,
      tables: expect.arrayContaining([
        expect.objectContaining({ table: 'transactions', differing: 0, columns_changed: ['channel'] }),
      ]),
    });
    await untilWell(after);
    expect(await problem(before)).toContain('needs_rebuild');
    await append(5);
    await untilRows('read.transactions');
    await untilRows('transaction_status_g1.transactions');
    expect([...after.positions().keys()]).toEqual(['transaction-status_g2']);
    expect(await rows('parked_records')).toBe(0);
  });

  it('given another reporting zone, when the projector starts, then only what has days asks for a rebuild, and gets them', async () => {
    const first = [run(projectionNamed('summaries')), run(projectionNamed('transaction-status'))];
    await Promise.all(first.map(untilWell));
    await Promise.all(first.map((runner) => runner.stop()));

    const [days, status] = [
      run(projectionNamed('summaries'), 'Asia/Tehran'),
      run(projectionNamed('transaction-status'), 'Asia/Tehran'),
    ];
    await untilWell(status);
    await pollUntil(async () => (await problem(days))?.includes('Asia/Tehran'), { what: 'needs_rebuild' });

    expect(await rebuilt(projectionNamed('summaries'), 'Asia/Tehran')).toMatchObject({
      state: 'promoted',
      generation: 2,
    });
    await untilWell(days);
    await untilRows('summaries_g2.facts');
  });
});
