import type { Database } from '@app/database';
import { sql } from 'kysely';

import {
  requestOf,
  type ParkedPlace,
  type RedriveRequest,
  type RequestRow,
  type RedriveResult,
} from './redrive-requests.js';

/** Asks the readers of these places to apply their parked records again; `redriveResults` says what has come of it. */
export async function askForRedrives(
  database: Database,
  requestedBy: string,
  places: readonly ParkedPlace[],
): Promise<readonly RedriveRequest[]> {
  const { rows } = await sql<RequestRow>`
    INSERT INTO redrives (reader, topic, partition, key, "offset", requested_by)
    SELECT place.*, ${requestedBy}
    FROM unnest(
      ${places.map(({ reader }) => reader)}::text[], ${places.map(({ topic }) => topic)}::text[],
      ${places.map(({ partition }) => partition)}::int[], ${places.map(({ key }) => key)}::bytea[],
      ${places.map(({ key, offset }) => (key === null ? offset : null))}::bigint[]
    ) AS place
    RETURNING id, reader, topic, partition, key, "offset"`.execute(database);
  return rows.map(requestOf);
}

/** What has come of requests so far, by id. */
export async function redriveResults(
  database: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, RedriveResult>> {
  const { rows } = await sql<RedriveResult & { readonly id: string }>`
    SELECT id, state, applied, remaining, error_message AS "errorMessage"
    FROM redrives WHERE id = ANY (${[...ids]}::bigint[])`.execute(database);
  return new Map(rows.map(({ id, ...result }) => [id, result]));
}
