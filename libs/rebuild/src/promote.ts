import { setTimeout as delay } from 'node:timers/promises';

import { isLockContention, type Database, type DatabaseTransaction, type GenerationState } from '@app/database';
import { lockGenerations, runStatements, type Generation, type Projection } from '@app/projections';
import { sql } from 'kysely';

import { abandon } from './drop-generations.js';
import { generationOfRow, generationRows, updateGeneration, type GenerationRow } from './generation-rows.js';
import { giveWay } from './give-way.js';
import { holdLive, type Standing } from './hold-live.js';
import { RebuildRefusedError } from './rebuild.errors.js';

const LOOK_EVERY_MS = 50;

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
  for (let last: Attempt | undefined; ;) {
    signal?.throwIfAborted();
    const attempt = await database
      .transaction()
      .execute(async (transaction): Promise<Attempt> => {
        await giveWay(transaction);
        await lockGenerations(transaction, projection.name);
        const rows = await generationRows(transaction, projection.name);
        const live = rows.find(({ state }) => state === 'promoted');
        const { target, leaves } = choose(rows);
        const standing =
          live === undefined
            ? NOTHING_TO_REACH
            : await holdLive(transaction, generationOfRow(live), generationOfRow(target), last);
        if (standing.behind > 0) return { ...standing, generation: target.generation };
        await becomeLive(transaction, projection, { rows, live, target, leaves });
        beforeCommit?.();
        return { ...standing, generation: target.generation };
      })
      .catch((error: unknown) => {
        if (!isLockContention(error)) throw error;
        return undefined;
      });
    if (attempt?.behind === 0) return attempt.generation;
    if (performance.now() > deadline) throw notPromoted(projection, attempt);
    last = attempt ?? last;
    await delay(LOOK_EVERY_MS);
  }
}

type Attempt = Standing & { readonly generation: number };

const NOTHING_TO_REACH: Standing = { behind: 0, applied: 0 };

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

function notPromoted({ name }: Projection, attempt: Attempt | undefined): RebuildRefusedError {
  if (attempt === undefined) {
    return new RebuildRefusedError(
      `${name} is busy: its positions or views could not be had; is a view being read for long?`,
    );
  }
  const { behind, generation } = attempt;
  return new RebuildRefusedError(
    `generation ${String(generation)} of ${name} is ${String(behind)} events behind the live one; ` +
      'is a projector with the code that built it running?',
  );
}
