import type { Database, DatabaseTransaction, RedriveState } from '@app/database';
import { sql } from 'kysely';

import { storable } from '../reader/parking.js';

/** Taken from the table at one time. */
const MAX_REQUESTS = 500;

/** Whose parked records are meant: those of a key, or one record that has none. */
export interface ParkedPlace {
  readonly reader: string;
  readonly topic: string;
  readonly partition: number;
  readonly key: Buffer | null;
  /** Of a record without a key; null beside a key. */
  readonly offset: number | null;
}

/** A place whose records an operator wants applied again. */
export interface RedriveRequest extends ParkedPlace {
  readonly id: string;
}

/** As it is stored: bigint is read as text. */
export type RequestRow = Omit<RedriveRequest, 'offset'> & { readonly offset: string | null };

/** What has come of a request so far. */
export interface RedriveResult {
  readonly state: RedriveState;
  /** Events that were applied. */
  readonly applied: number;
  /** Records that stay parked, in order. */
  readonly remaining: number;
  /** Why they do; while it is `requested`, why the last try failed. */
  readonly errorMessage: string | null;
}

/**
 * The next requests that are not done yet, in the order in which they were made.
 *
 * @param after the id after which to look
 */
export async function requestsToDo(
  database: Database,
  { reader, topic }: Pick<ParkedPlace, 'reader' | 'topic'>,
  partitions: readonly number[],
  after = '0',
): Promise<readonly RedriveRequest[]> {
  if (partitions.length === 0) return [];
  const { rows } = await sql<RequestRow>`
    SELECT id, reader, topic, partition, key, "offset" FROM redrives
    WHERE reader = ${reader} AND topic = ${topic} AND partition = ANY (${[...partitions]}::int[])
      AND state = 'requested' AND id > ${after}
    ORDER BY id LIMIT ${MAX_REQUESTS}`.execute(database);
  return rows.map(requestOf);
}

export function requestOf(row: RequestRow): RedriveRequest {
  return { ...row, offset: row.offset === null ? null : Number(row.offset) };
}

/** Makes sure that nobody else does the same. @returns false when it is being done, or has been */
export async function lockRequest(transaction: DatabaseTransaction, id: string): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM redrives WHERE id = ${id} AND state = 'requested' FOR UPDATE SKIP LOCKED`.execute(transaction);
  return rows.length > 0;
}

/** Writes down what has come of it. A request that stays `requested` goes on later. */
export async function storeResult(
  transaction: DatabaseTransaction,
  id: string,
  { state, applied, remaining, errorMessage }: RedriveResult,
): Promise<void> {
  await sql`
    UPDATE redrives
    SET state = ${state}, applied = applied + ${applied}, remaining = ${remaining}, error_message = ${errorMessage},
      finished_at = CASE WHEN ${state} = 'requested' THEN NULL ELSE now() END
    WHERE id = ${id}`.execute(transaction);
}

/** Says why a request is not done yet, so that whoever waits for it learns it. */
export async function noteFailure(database: Database, id: string, error: unknown): Promise<void> {
  const message = storable(error instanceof Error ? error.message : String(error));
  await sql`UPDATE redrives SET error_message = ${message} WHERE id = ${id} AND state = 'requested'`.execute(database);
}
