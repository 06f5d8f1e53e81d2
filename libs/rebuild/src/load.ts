import { ALL_PARTITIONS, bulkRead } from '@app/messaging';
import { readerOptionsOf, runStatements, type Generation, type Projection } from '@app/projections';
import { crashPoint } from '@app/platform';
import { sql } from 'kysely';

import { eventsBehind, positionsOf, updateGeneration, type GenerationChange } from './generation-rows.js';
import type { Progress } from './progress.js';
import type { RebuildEngines } from './rebuild-engines.js';

/** Events of one partition that are applied together: most posts meet their outcomes. A third less took 5 % longer. */
const BATCH_EVENTS = 15_000;
/** Of their values. Three batches are held at a time, decoded. */
const BATCH_BYTES = 16 * 1024 * 1024;
/** What is left to the steady reader rather than read in bulk once more. */
const LITTLE = 20_000;
/** For sorting the entries of an index; it is used by one index at a time. */
const INDEX_MEMORY = '256MB';

/** What is to be loaded. */
export interface Loading {
  readonly projection: Projection;
  readonly generation: Generation;
  /** The offsets up to which it is to be read, as they are now. */
  readonly target: () => Promise<ReadonlyMap<number, number>>;
  /** What its row says once its tables are complete. */
  readonly built: GenerationChange;
}

/** Reads the log in bulk until little is missing, then makes the indexes that only reads need. */
export async function load(loading: Loading, engines: RebuildEngines, progress: Progress): Promise<void> {
  const { generation, target } = loading;
  for (let until = await target(), passes = 0; ; until = await target(), passes += 1) {
    const missing = eventsBehind(await positionsOf(engines.database, generation), until);
    if (passes > 0 && missing < LITTLE) break;
    await progress.expect(missing, until);
    if (missing > 0) await loadOnce(loading, until, engines, progress);
  }
  await progress.during(() => finishTables(loading, engines));
}

async function loadOnce(
  { projection, generation }: Loading,
  until: ReadonlyMap<number, number>,
  engines: RebuildEngines,
  progress: Progress,
): Promise<void> {
  const options = readerOptionsOf(projection, generation);
  await bulkRead(
    {
      ...options,
      // Nobody else reads with it, and it holds no position.
      group: `${options.group}.bulk`,
      until: new Map(ALL_PARTITIONS.map((partition) => [partition, until.get(partition) ?? 0])),
      batchEntries: Math.min(BATCH_EVENTS, progress.throttle ?? BATCH_EVENTS),
      batchBytes: BATCH_BYTES,
      apply: async (batch) => {
        await options.apply(batch);
        crashPoint('rebuild.mid-copy');
      },
      applied: (events) => progress.add(events),
    },
    { ...engines, database: engines.writing },
  );
}

/** Indexes for reads, and the statistics that the planner needs from the first query on. */
async function finishTables({ projection, generation, built }: Loading, { database }: RebuildEngines): Promise<void> {
  const { schema } = generation;
  await database.transaction().execute(async (transaction) => {
    await sql`SET LOCAL maintenance_work_mem = ${sql.lit(INDEX_MEMORY)}`.execute(transaction);
    await runStatements(transaction, projection.indexes(schema));
    const { rows } = await sql<{ readonly name: string }>`
      SELECT tablename AS name FROM pg_tables WHERE schemaname = ${schema}`.execute(transaction);
    for (const { name } of rows) await sql`ANALYZE ${sql.table(`${schema}.${name}`)}`.execute(transaction);
    // In the same transaction: indexes are made once, wherever the process dies.
    await updateGeneration(transaction, generation, built);
  });
}
