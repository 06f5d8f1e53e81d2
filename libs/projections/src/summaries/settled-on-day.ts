import type { Database, DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

import type { Generation } from '../generations/generation.js';
import { liveGeneration } from '../generations/live-generation.js';
import { addUp } from './add-up.js';
import { sumsBy } from './stored-sums.js';
import { summaries } from './summaries.projection.js';

/** What of a merchant's transactions of a day has been processed so far, in one currency. */
export interface SettledOnDay {
  readonly merchantId: string;
  readonly currency: string;
  /** Decimals of the minor units. */
  readonly exponent: number;
  readonly count: number;
  readonly minor: bigint;
}

export interface SettledPage {
  /** By merchant and currency; those without are left out. */
  readonly settled: readonly SettledOnDay[];
  /** The merchant to go on after; undefined when there are no more. */
  readonly last: string | undefined;
}

export interface SettledRequest {
  /** ISO date in the reporting zone of the generation. */
  readonly day: string;
  /** All of them when left out. */
  readonly currency: string | undefined;
  /** Merchants up to this one are left out; the empty text is before all of them. */
  readonly after: string;
  /** Merchants that are looked at. */
  readonly limit: number;
}

/** The generation of the summaries that is read now; none before the first projector has started. */
export function liveSummaries(database: Database): Promise<Generation | undefined> {
  return liveGeneration(database, summaries.name);
}

/** Merchants in the order of their ids, a page of them whether or not they had something settled on that day. */
export async function settledOnDay(
  transaction: DatabaseTransaction,
  { schema }: Generation,
  { day, currency, after, limit }: SettledRequest,
): Promise<SettledPage> {
  const days = sql.table(`${schema}.merchant_days`);
  // The days of a merchant lie together, so each id is looked up from the one before it: nobody's other days are read.
  const { rows } = await sql<{ readonly id: string }>`
    WITH RECURSIVE merchants (id) AS (
      SELECT min(merchant_id) FROM ${days} WHERE merchant_id > ${after}
      UNION ALL
      SELECT (SELECT min(merchant_id) FROM ${days} WHERE merchant_id > merchants.id) FROM merchants
      WHERE merchants.id IS NOT NULL
    )
    SELECT id FROM merchants WHERE id IS NOT NULL LIMIT ${limit}`.execute(transaction);
  const ids = rows.map(({ id }) => id);
  const ofDay = sql`SELECT * FROM ${days} WHERE merchant_id = ANY (${ids}::text[]) AND day = ${day}::date
    AND ${currency === undefined ? sql`true` : sql`currency = ${currency}`}`;
  const sums = addUp(await sumsBy<string>(transaction, sql`merchant_id`, ofDay));
  const settled = sums.flatMap(({ key, currency: its, exponent, sums: { processed } }) =>
    processed.count === 0 ? [] : [{ merchantId: key, currency: its, exponent, ...processed }],
  );
  return { settled, last: ids.length < limit ? undefined : ids.at(-1) };
}
