import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';

import type { Database } from '@app/database';
import { PROJECTIONS, type Projection } from '@app/projections';
import { sql } from 'kysely';

import type { System } from '../support/system.js';
import { EtaWatch } from './eta-watch.js';
import { longestLag } from './live-lag.js';
import { looking, treeMb, type Figure } from './measure.js';

const CLI = resolve('apps/cli/bin/tidemark.js');
const REBUILT = PROJECTIONS.filter(({ topic }) => topic === 'transactions');
const COPIED_ROWS = 1_000_000;
const TARGET_PER_SECOND = 50_000;
const LIVE_PER_SECOND = 500;
const TARGET_LAG_MS = 2_000;
const TARGET_ETA_PERCENT = 20;
const LOOK_EVERY_MS = 100;

interface Outcome {
  readonly state: string;
  readonly events: number;
  readonly seconds: number;
  readonly comparison?: { readonly equal: boolean };
}

/**
 * Rebuilds each read model from what is in the log, with `tidemark rebuild` beside a projector that follows; the
 * reference is a plain COPY of a million transaction rows with a primary key. Then once more, with transactions coming in.
 */
export async function benchRebuild(system: System, database: Database): Promise<Figure[]> {
  await system.start('projector');
  const copySeconds = await plainCopy(database);
  const figures: Figure[] = [
    { name: 'rebuild: plain COPY of 1M transaction rows with primary key', value: copySeconds, unit: 's' },
  ];
  for (const projection of REBUILT) {
    const { name } = projection;
    const { outcome, memory, etaError } = await rebuild(system, database, projection);
    const perSecond = Math.round(outcome.events / outcome.seconds);
    const perMillion = (1_000_000 * outcome.seconds) / outcome.events;
    figures.push(
      { name: `rebuild: ${name}, events`, value: outcome.events, unit: '' },
      {
        name: `rebuild: ${name}, from the start to the promotion`,
        value: perSecond,
        unit: 'events/s',
        target: '>= 50,000',
        reached: perSecond >= TARGET_PER_SECOND,
      },
      {
        name: `rebuild: ${name}, 1M events in plain COPYs`,
        value: Math.round((10 * perMillion) / copySeconds) / 10,
        unit: 'times',
        target: 'aim 5',
        reached: perMillion / copySeconds <= 5,
      },
      {
        name: `rebuild: ${name}, memory at most`,
        value: memory,
        unit: 'MB',
        target: '<= 1,024',
        reached: memory <= 1024,
      },
      etaFigure(`rebuild: ${name}`, etaError),
    );
  }
  return [...figures, ...(await benchLiveLag(system, database))];
}

function etaFigure(what: string, percent: number): Figure {
  return {
    name: `${what}, ETA off by at most, of the whole time, once 10 % is read`,
    value: percent,
    unit: '%',
    target: '<= 20',
    reached: percent <= TARGET_ETA_PERCENT,
  };
}

async function benchLiveLag(system: System, database: Database): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const projection of REBUILT) {
    const what = `rebuild: ${projection.name} at ${String(LIVE_PER_SECOND)} transactions/s`;
    const { longest, result } = await longestLag(system, LIVE_PER_SECOND, () => rebuild(system, database, projection));
    figures.push(
      {
        name: `${what}, longest lag of a list`,
        value: longest,
        unit: 'ms',
        target: '<= 2,000',
        reached: longest <= TARGET_LAG_MS,
      },
      etaFigure(what, result.etaError),
    );
  }
  return figures;
}

interface Rebuilt {
  readonly outcome: Outcome;
  /** MB at most. */
  readonly memory: number;
  /** Percent of the whole time. */
  readonly etaError: number;
}

async function rebuild(system: System, database: Database, projection: Projection): Promise<Rebuilt> {
  // The CLI runs itself on the project's own Node; the memory is that of both.
  const { name } = projection;
  const child = spawn(process.execPath, [CLI, 'rebuild', name, '--json'], {
    env: system.environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const eta = new EtaWatch(database, projection);
  let memory = 0;
  const look = async (): Promise<void> => {
    memory = Math.max(memory, treeMb(child.pid ?? 0));
    await eta.look();
  };
  const printed = await looking(LOOK_EVERY_MS, look, () => text(child.stdout));
  const outcome = JSON.parse(printed) as Outcome;
  if (outcome.state !== 'promoted' || outcome.comparison?.equal !== true)
    throw new Error(`${name} was not promoted: ${printed}`);
  return { outcome, memory, etaError: eta.worstError() };
}

async function plainCopy(database: Database): Promise<number> {
  // PostgreSQL itself reads and writes the file: it is where its user may.
  const { rows } = await sql<{ data_directory: string }>`SHOW data_directory`.execute(database);
  const file = join(rows[0]?.data_directory ?? '', 'bench.copy');
  await sql`CREATE TABLE bench_copy (
    transaction_id text COLLATE "C" PRIMARY KEY, source_account text, destination_account text, merchant_id text,
    amount_minor bigint, currency text, occurred_at timestamptz, received_at timestamptz, processed_at timestamptz, status text
  )`.execute(database);
  // Ids in no order, as those of transactions are.
  await sql`COPY (
    SELECT md5(n::text), 'acc-' || n % 5000, 'merchant-' || n % 500, 'merchant-' || n % 500, 100 + n % 90000, 'USD',
      now(), now(), now(), 'PROCESSED' FROM generate_series(1, ${sql.lit(COPIED_ROWS)}) AS n
  ) TO ${sql.lit(file)}`.execute(database);
  const start = performance.now();
  await sql`COPY bench_copy FROM ${sql.lit(file)}`.execute(database);
  const seconds = (performance.now() - start) / 1_000;
  await sql`DROP TABLE bench_copy`.execute(database);
  rmSync(file, { force: true });
  // What the reference has left to be written, and what the backlog has left to be vacuumed, are not to slow down what is
  // held against it.
  await sql`CHECKPOINT`.execute(database);
  await sql`VACUUM ANALYZE`.execute(database);
  return Math.round(100 * seconds) / 100;
}
