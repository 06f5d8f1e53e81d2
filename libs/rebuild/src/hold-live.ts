import { setTimeout as delay } from 'node:timers/promises';

import type { DatabaseTransaction } from '@app/database';
import type { Generation } from '@app/projections';

import { eventsBehind, lockPositions, positionsOf, sumOf } from './generation-rows.js';

/** As long may the live generation be held up. */
const HOLD_MS = 1_000;
const LOOK_EVERY_MS = 20;
/** What is caught up with in well under that time. */
const FAR_BEHIND = 2_000;

/** Where a generation stood when it was looked at. */
export interface Standing {
  /** Events that it lacks of the live one's. */
  readonly behind: number;
  readonly applied: number;
}

/**
 * Holds the live generation until the other has what it has. One that is far behind, or has not moved since the last look
 * because nobody follows it, is not worth holding anybody for.
 */
export async function holdLive(
  transaction: DatabaseTransaction,
  live: Generation,
  other: Generation,
  last: Standing | undefined,
): Promise<Standing> {
  const now = await standingOf(transaction, other, await positionsOf(transaction, live));
  if (now.behind > FAR_BEHIND || (now.behind > 0 && now.applied === (last?.applied ?? now.applied))) return now;
  const until = performance.now() + HOLD_MS;
  const held = await lockPositions(transaction, live);
  let standing = await standingOf(transaction, other, held);
  while (standing.behind > 0 && performance.now() < until) {
    await delay(LOOK_EVERY_MS);
    standing = await standingOf(transaction, other, held);
  }
  if (standing.behind === 0) await lockPositions(transaction, other);
  return standing;
}

async function standingOf(
  transaction: DatabaseTransaction,
  generation: Generation,
  target: ReadonlyMap<number, number>,
): Promise<Standing> {
  const positions = await positionsOf(transaction, generation);
  return { behind: eventsBehind(positions, target), applied: sumOf(positions) };
}
