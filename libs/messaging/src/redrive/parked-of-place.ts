import type { DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

import type { LogRecord } from '../log/log-record.js';
import type { Refusal } from '../reader/parking.js';
import type { ParkedPlace } from './redrive-requests.js';

interface ParkedRow {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly appended_at: Date;
  readonly total: string;
}

/** The first parked records of a place, as they were read from the log, and how many there are in all. */
export async function loadParked(
  transaction: DatabaseTransaction,
  { reader, topic, partition, key, offset }: ParkedPlace,
  limit: number,
): Promise<{ readonly records: readonly LogRecord[]; readonly total: number }> {
  const { rows } = await sql<ParkedRow>`
    SELECT topic, partition, "offset", key, value, headers, appended_at, count(*) OVER () AS total
    FROM parked_records
    WHERE reader = ${reader} AND topic = ${topic} AND partition = ${partition}
      AND ${key === null ? sql`key IS NULL AND "offset" = ${offset}` : sql`key = ${key}`}
    ORDER BY "offset" LIMIT ${limit}`.execute(transaction);
  return { records: rows.map(recordOf), total: Number(rows[0]?.total ?? 0) };
}

/** Takes records out of the parking. */
export async function unpark(
  transaction: DatabaseTransaction,
  { reader, topic, partition }: ParkedPlace,
  offsets: readonly number[],
): Promise<void> {
  if (offsets.length === 0) return;
  await sql`
    DELETE FROM parked_records
    WHERE reader = ${reader} AND topic = ${topic} AND partition = ${partition}
      AND "offset" = ANY (${[...offsets]}::bigint[])`.execute(transaction);
}

/** Stores why a record stays parked now. */
export async function storeRefusal(
  transaction: DatabaseTransaction,
  { reader, topic, partition }: ParkedPlace,
  offset: number,
  { errorClass, message }: Refusal,
): Promise<void> {
  await sql`
    UPDATE parked_records SET error_class = ${errorClass}, error_message = ${message}
    WHERE reader = ${reader} AND topic = ${topic} AND partition = ${partition} AND "offset" = ${offset}`.execute(
    transaction,
  );
}

/** Header values are stored as base64. */
function recordOf({ topic, partition, offset, key, value, headers, appended_at: appendedAt }: ParkedRow): LogRecord {
  const bytes = Object.entries(headers).map(([name, text]) => [name, Buffer.from(text, 'base64')]);
  return {
    topic,
    partition,
    offset: Number(offset),
    key,
    value,
    headers: Object.fromEntries(bytes) as LogRecord['headers'],
    timestamp: appendedAt.getTime(),
  };
}
