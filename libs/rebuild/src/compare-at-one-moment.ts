import { setTimeout as delay } from 'node:timers/promises';

import { isLockContention, type Database, type DatabaseTransaction } from '@app/database';
import type { Generation } from '@app/projections';
import { sql } from 'kysely';

import { compareTables, type Comparison } from './compare/compare-tables.js';
import { giveWay, LOCK_TIMEOUT_MS } from './give-way.js';
import { eventsBehind, lockPositions, positionsOf, sumOf } from './generation-rows.js';
import { NotComparedError } from './rebuild.errors.js';
import type { ShadowReader } from './shadow-reader.js';

/** As long may the live generation be held up; its projector waits up to three seconds for a lock. */
const HOLD_MS = 1_000;
const LOOK_EVERY_MS = 10;
const ATTEMPTS = 30;

export interface ComparisonAt extends Comparison {
  /** Events that both had applied, over all partitions. */
  readonly events: number;
}

/**
 * Brings both generations to one position vector, opens a snapshot there, lets both go on, and compares inside it. The
 * live generation is held only until the other has made up the little that it lacks.
 *
 * @throws NotComparedError
 */
export async function compareAtOneMoment(
  database: Database,
  shadow: ShadowReader,
  live: Generation,
  rebuilt: Generation,
  tick: () => Promise<void>,
): Promise<ComparisonAt> {
  for (let attempt = 1; ; attempt += 1) {
    await shadow.comeCloseTo(live, tick);
    const snapshot = await openSnapshot(database, shadow, live, rebuilt).catch((error: unknown) => {
      if (!isLockContention(error)) throw error;
      return undefined;
    });
    if (snapshot !== undefined) {
      try {
        const { transaction, beside, events } = snapshot;
        return { ...(await compareTables(transaction, live.schema, rebuilt.schema, { beside })), events };
      } finally {
        await snapshot.close();
      }
    }
    if (attempt === ATTEMPTS) throw new NotComparedError({ cause: shadow.trouble });
    await tick();
    await delay(LOCK_TIMEOUT_MS * Math.random());
  }
}

interface Snapshot {
  readonly transaction: DatabaseTransaction;
  /** Sees the same. */
  readonly beside: DatabaseTransaction;
  readonly events: number;
  readonly close: () => Promise<void>;
}

/** Undefined when the shadow did not come to the position in time. */
async function openSnapshot(
  database: Database,
  shadow: ShadowReader,
  live: Generation,
  rebuilt: Generation,
): Promise<Snapshot | undefined> {
  return database.transaction().execute(async (holding) => {
    await giveWay(holding);
    const positions = await lockPositions(holding, live);
    shadow.holdAt(positions);
    const until = performance.now() + HOLD_MS;
    while (eventsBehind(await positionsOf(holding, rebuilt), positions) > 0) {
      if (performance.now() > until) return undefined;
      await delay(LOOK_EVERY_MS);
    }
    // After a rollback to a generation that is followed but a little late.
    if (eventsBehind(positions, await positionsOf(holding, rebuilt)) > 0) return undefined;
    return { ...(await beginSnapshot(database)), events: sumOf(positions) };
  });
}

async function beginSnapshot(database: Database): Promise<Omit<Snapshot, 'events'>> {
  const begin = () =>
    database.startTransaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute();
  const [transaction, beside] = [await begin(), await begin()];
  // The first statement takes the snapshot, or takes one over.
  const { rows } = await sql<{ readonly name: string }>`SELECT pg_export_snapshot() AS name`.execute(transaction);
  await sql`SET TRANSACTION SNAPSHOT ${sql.lit(rows[0]?.name)}`.execute(beside);
  return {
    transaction,
    beside,
    close: async () => {
      await Promise.all([transaction.rollback().execute(), beside.rollback().execute()]);
    },
  };
}
