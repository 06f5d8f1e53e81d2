import { UndecodableEventError } from '@app/contracts';
import type { DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

import type { LogRecord } from '../log/log-record.js';
import type { PositionName } from './owned-partition.js';

/** Why a record is parked. */
export interface Refusal {
  readonly errorClass: string;
  readonly message: string;
}

/** A record that cannot be applied, or that waits behind one of the same key. */
export interface ParkedRecord extends Refusal {
  readonly record: LogRecord;
}

/** The error class of a record that is itself fine but waits behind a parked one of its key. */
export const WAITS_BEHIND_KEY = 'waits-behind-key';
const MAX_TEXT_LENGTH = 2_000;

/** Stores records with their bytes, position and error. */
export async function park(
  transaction: DatabaseTransaction,
  reader: string,
  parked: readonly ParkedRecord[],
): Promise<void> {
  if (parked.length === 0) return;
  const records = parked.map((it) => it.record);
  await sql`
    INSERT INTO parked_records
      (reader, topic, partition, "offset", key, value, headers, appended_at, error_class, error_message)
    SELECT ${reader}, topic, partition, record_offset, key, value, headers, to_timestamp(appended / 1000.0), class, message
    FROM unnest(
      ${records.map((record) => record.topic)}::text[], ${records.map((record) => record.partition)}::int[],
      ${records.map((record) => record.offset)}::bigint[], ${records.map((record) => record.key)}::bytea[],
      ${records.map((record) => record.value)}::bytea[], ${records.map(headersAsJson)}::jsonb[],
      ${records.map((record) => record.timestamp)}::float8[], ${parked.map((it) => it.errorClass)}::text[],
      ${parked.map((it) => storable(it.message))}::text[]
    ) AS record (topic, partition, record_offset, key, value, headers, appended, class, message)
    ON CONFLICT DO NOTHING`.execute(transaction);
}

/** Why a record that does not decode, or that PostgreSQL refuses, is parked. */
export function refusalOf(error: UndecodableEventError | (Error & { readonly code: string })): Refusal {
  const errorClass = error instanceof UndecodableEventError ? error.reason : `sqlstate-${error.code}`;
  return { errorClass, message: storable(error.message) };
}

/** Which of these keys have parked records in a partition: by key (as hex), where the first one stands. */
export async function firstParked(
  transaction: DatabaseTransaction,
  { reader, topic }: PositionName,
  partition: number,
  keys: readonly Buffer[],
): Promise<ReadonlyMap<string, number>> {
  if (keys.length === 0) return new Map();
  const { rows } = await sql<{ key: string; first: string }>`
    SELECT encode(key, 'hex') AS key, min("offset") AS first FROM parked_records
    WHERE reader = ${reader} AND topic = ${topic} AND partition = ${partition} AND key = ANY (${[...keys]}::bytea[])
    GROUP BY key`.execute(transaction);
  return new Map(rows.map(({ key, first }) => [key, Number(first)]));
}

/** Forgets the records before an offset. @returns how many there were */
export async function forgetParked(
  transaction: DatabaseTransaction,
  { reader, topic }: PositionName,
  partition: number,
  before: number,
): Promise<number> {
  const { numAffectedRows } = await sql`
    DELETE FROM parked_records
    WHERE reader = ${reader} AND topic = ${topic} AND partition = ${partition} AND "offset" < ${before}`.execute(
    transaction,
  );
  return Number(numAffectedRows ?? 0);
}

/** Header values as base64: they are bytes, and jsonb takes no NUL. */
function headersAsJson(record: LogRecord): string {
  const entries = Object.entries(record.headers).map(([name, value]) => [
    storable(name),
    value?.toString('base64') ?? '',
  ]);
  return JSON.stringify(Object.fromEntries(entries));
}

/** A text as PostgreSQL takes it: without NUL, of bounded length, and whole where that has cut a character. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').slice(0, MAX_TEXT_LENGTH).toWellFormed();
}
