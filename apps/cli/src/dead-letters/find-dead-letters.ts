import type { Database } from '@app/database';
import { deadLetterPage, type DeadLetter, type DeadLetterFilters, type DeadLetterPlace } from '@app/projections';

const PAGE = 500;

/** The dead letters that fit, by reader and place in the log: all of them, or the first so many. */
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
  return found;
}
