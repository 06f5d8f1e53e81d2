import type { DatabaseTransaction } from '@app/database';
import { sql } from 'kysely';

import type { LogRecord } from '../log/log-record.js';

/** A record that cannot be applied, or that waits behind one of the same key. */
export interface ParkedRecord {
  readonly record: LogRecord;
  readonly errorClass: string;
  readonly message: string;
}

/** The error class of a record that is itself fine but waits behind a parked one of its key. */
export const WAITS_BEHIND_KEY = 'waits-behind-key';
const MAX_MESSAGE_LENGTH = 2_000;

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
      ${parked.map((it) => clean(it.message))}::text[]
    ) AS record (topic, partition, record_offset, key, value, headers, appended, class, message)
    ON CONFLICT DO NOTHING`.execute(transaction);
}

/** Which of these keys (as hex) have parked records. */
export async function parkedKeys(
  transaction: DatabaseTransaction,
  reader: string,
  topic: string,
  keys: readonly Buffer[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ key: string }>`
    SELECT DISTINCT encode(key, 'hex') AS key FROM parked_records
    WHERE reader = ${reader} AND topic = ${topic} AND key = ANY (${[...keys]}::bytea[])`.execute(transaction);
  return new Set(rows.map((row) => row.key));
}

/** Header values as base64: they are bytes, and jsonb takes no NUL. */
function headersAsJson(record: LogRecord): string {
  const entries = Object.entries(record.headers).map(([name, value]) => [clean(name), value?.toString('base64') ?? '']);
  return JSON.stringify(Object.fromEntries(entries));
}

function clean(text: string): string {
  return text.replaceAll('\0', '\uFFFD').slice(0, MAX_MESSAGE_LENGTH);
}
