import type { Database } from '@app/database';
import {
  deadLetterPage,
  projectionOf,
  PROJECTIONS,
  type DeadLetter,
  type DeadLetterFilters,
  type DeadLetterPlace,
} from '@app/projections';

import { UnknownReaderError } from './dead-letter.errors.js';

const PAGE = 500;

/**
 * The dead letters that fit, by reader and place in the log: all of them, or the first so many.
 *
 * @throws UnknownReaderError when there can be none, because nobody has the name
 */
export async function findDeadLetters(
  database: Database,
  filters: DeadLetterFilters,
  limit = Infinity,
): Promise<readonly DeadLetter[]> {
  const found: DeadLetter[] = [];
  let after: DeadLetterPlace | undefined;
  do {
    const { items, next } = await deadLetterPage(database, filters, Math.min(PAGE, limit - found.length), after);
    for (const item of items) found.push(item);
    after = next;
  } while (after !== undefined && found.length < limit);
  if (found.length === 0) await refuseUnknown(database, filters);
  return found;
}

/** That nothing is parked is good news; of a name that was mistyped it would be no news. */
async function refuseUnknown(database: Database, { reader, projection }: DeadLetterFilters): Promise<void> {
  if (reader === undefined && projection === undefined) return;
  const rows = await database.selectFrom('log_positions').select('reader').distinct().orderBy('reader').execute();
  const readers = rows.map((row) => row.reader);
  // Nobody has read anything yet, so nobody knows who will.
  if (readers.length === 0) return;
  if (reader !== undefined && !readers.includes(reader)) throw new UnknownReaderError('reader', reader, readers);
  const names = new Set(PROJECTIONS.map(({ name }) => name));
  for (const each of readers) names.add(projectionOf(each) ?? each);
  if (projection !== undefined && !names.has(projection)) {
    throw new UnknownReaderError('projection', projection, [...names].sort());
  }
}
