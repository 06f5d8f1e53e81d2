import { setTimeout as delay } from 'node:timers/promises';

import { isLockContention, type Database, type DatabaseTransaction, type GenerationState } from '@app/database';
import { lockGenerations, runStatements, type Generation, type Projection } from '@app/projections';
import { sql } from 'kysely';

import { abandon } from './drop-generations.js';
import {
  eventsBehind,
  generationOfRow,
  generationRows,
  lockPositions,
  positionsOf,
  updateGeneration,
  type GenerationRow,
} from './generation-rows.js';
import { RebuildRefusedError } from './rebuild.errors.js';

/** Shorter than PostgreSQL's deadlock check: when locks cross, this side gives way and the projector goes on. */
const LOCK_TIMEOUT_MS = 500;
/** As long may the live generation be held up. */
const HOLD_MS = 1_000;
const LOOK_EVERY_MS = 20;

/** What becomes of the generation that was read until now. */
type Successor = Extract<GenerationState, 'ready' | 'rolled_back'>;

export interface PromotionOptions {
  /** How long the generation may take to catch up with the live one, ms. */
  readonly withinMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Called in the transaction, just before its end. */
  readonly beforeCommit?: () => void;
}

/**
 * Makes a generation that is `ready` the one that is read. Both are held while it is done, and it is done only when the
 * new one has applied whatever the old one has: no read goes back in time, and no event is in neither.
 *
 * @throws RebuildRefusedError
 */
export async function promote(
  database: Database,
  projection: Projection,
  generation: number,
  options: PromotionOptions,
): Promise<void> {
  await exchange(database, projection, options, (rows) => {
    const target = rows.find((row) => row.generation === generation);
    if (target?.state !== 'ready') {
      throw new RebuildRefusedError(
        `generation ${String(generation)} of ${projection.name} is ${target?.state ?? 'not there'}, not ready`,
      );
    }
    return { target, leaves: 'ready' };
  });
}

/**
 * Makes the generation that was read before the live one the one that is read again.
 *
 * @returns its number
 * @throws RebuildRefusedError
 */
export async function rollBack(database: Database, projection: Projection, options: PromotionOptions): Promise<number> {
  return exchange(database, projection, options, (rows) => {
    const target = rows.find((row) => row.state === 'ready' && row.promoted_at !== null);
    if (target === undefined) {
      throw new RebuildRefusedError(
        `no earlier generation of ${projection.name} is kept: there is nothing to go back to`,
      );
    }
    return { target, leaves: 'rolled_back' };
  });
}

type Choice = (rows: readonly GenerationRow[]) => { readonly target: GenerationRow; readonly leaves: Successor };

async function exchange(
  database: Database,
  projection: Projection,
  { withinMs, signal, beforeCommit }: PromotionOptions,
  choose: Choice,
): Promise<number> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    signal?.throwIfAborted();
    const outcome = await database
      .transaction()
      .execute(async (transaction) => {
        await sql`SET LOCAL lock_timeout = ${sql.lit(LOCK_TIMEOUT_MS)}`.execute(transaction);
        await lockGenerations(transaction, projection.name);
        const rows = await generationRows(transaction, projection.name);
        const live = rows.find(({ state }) => state === 'promoted');
        const { target, leaves } = choose(rows);
        const behind = live === undefined ? 0 : await heldBehind(transaction, live, target);
        if (behind > 0) return { behind, target };
        await becomeLive(transaction, projection, { rows, live, target, leaves });
        beforeCommit?.();
        return { behind, target };
      })
      .catch((error: unknown) => {
        if (!isLockContention(error)) throw error;
        return undefined;
      });
    if (outcome?.behind === 0) return outcome.target.generation;
    if (performance.now() > deadline) throw notCaughtUp(projection, outcome);
    await delay(LOOK_EVERY_MS);
  }
}

/** Holds the live generation until the other has what it has. @returns how many events that lacks all the same */
async function heldBehind(
  transaction: DatabaseTransaction,
  live: GenerationRow,
  target: GenerationRow,
): Promise<number> {
  const other = generationOfRow(target);
  // One that is far behind needs no hold to see it.
  const far = eventsBehind(
    await positionsOf(transaction, other),
    await positionsOf(transaction, generationOfRow(live)),
  );
  if (far > FAR_BEHIND) return far;
  const until = performance.now() + HOLD_MS;
  const held = await lockPositions(transaction, generationOfRow(live));
  for (;;) {
    const behind = eventsBehind(await positionsOf(transaction, other), held);
    if (behind > 0 && performance.now() < until) {
      await delay(LOOK_EVERY_MS);
      continue;
    }
    return behind > 0 ? behind : eventsBehind(await lockPositions(transaction, other), held);
  }
}

/** What is caught up with in well under the time that the live generation may be held. */
const FAR_BEHIND = 2_000;

interface Exchange {
  readonly rows: readonly GenerationRow[];
  readonly live: GenerationRow | undefined;
  readonly target: GenerationRow;
  readonly leaves: Successor;
}

async function becomeLive(
  transaction: DatabaseTransaction,
  projection: Projection,
  { rows, live, target, leaves }: Exchange,
): Promise<void> {
  if (live !== undefined) await updateGeneration(transaction, generationOfRow(live), { state: leaves });
  // One earlier generation is kept: the one that was read until now.
  for (const row of rows) {
    if (row !== live && row !== target && row.state === 'ready') await abandon(transaction, generationOfRow(row));
  }
  const generation: Generation = generationOfRow(target);
  await updateGeneration(transaction, generation, { state: 'promoted', promoted_at: sql<Date>`now()` });
  await runStatements(transaction, target.view_statements ?? projection.views(generation.schema));
}

function notCaughtUp(
  { name }: Projection,
  outcome: { readonly behind: number; readonly target: GenerationRow } | undefined,
): RebuildRefusedError {
  if (outcome === undefined) return new RebuildRefusedError(`${name} is busy: its positions could not be held`);
  const { behind, target } = outcome;
  return new RebuildRefusedError(
    `generation ${String(target.generation)} of ${name} is ${String(behind)} events behind the live one; ` +
      'is a projector with the code that built it running?',
  );
}
