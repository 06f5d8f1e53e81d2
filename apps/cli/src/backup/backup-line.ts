import { isUtf8 } from 'node:buffer';

import type { LogRecord } from '@app/messaging';

/** Text as itself, other bytes as base64, nothing as null. */
type Bytes = string | { readonly base64: string } | null;

/** A header that came more than once is a list. */
type Headers = Readonly<Record<string, Bytes | readonly Bytes[]>>;

/** A record as one line of JSON, from which `recordOf` makes the same bytes again. */
export function lineOf(record: LogRecord): string {
  const { partition, offset, timestamp, key, value } = record;
  const headers = headersToJson(record);
  return JSON.stringify({ partition, offset, timestamp, key: toJson(key), headers, value: toJson(value) });
}

/** What an import keeps of a record, to compare by. */
export function contentOf(record: LogRecord): string {
  return JSON.stringify([toJson(record.key), headersToJson(record), toJson(record.value)]);
}

/** @throws SyntaxError when the line is no record */
export function recordOf(topic: string, line: string): LogRecord {
  const json: unknown = JSON.parse(line);
  if (!isObject(json)) throw new SyntaxError('not an object');
  return {
    topic,
    partition: wholeNumber(json, 'partition'),
    offset: wholeNumber(json, 'offset'),
    timestamp: wholeNumber(json, 'timestamp'),
    key: fromJson(json['key']),
    value: fromJson(json['value']),
    ...headersFromJson(json['headers']),
  };
}

function toJson(bytes: Buffer | null): Bytes {
  if (bytes === null) return null;
  return isUtf8(bytes) ? bytes.toString('utf8') : { base64: bytes.toString('base64') };
}

function headersToJson({ headers, unusualHeaders }: LogRecord): Headers {
  const usual = Object.entries(headers).map(([name, value]) => [name, toJson(value ?? null)] as const);
  if (unusualHeaders === undefined) return Object.fromEntries(usual);
  const unusual = Object.entries(unusualHeaders).map(([name, values]) => {
    const all = values.map(toJson);
    return [name, all.length === 1 ? (all[0] ?? null) : all] as const;
  });
  return Object.fromEntries([...usual, ...unusual]);
}

function headersFromJson(json: unknown): Pick<LogRecord, 'headers' | 'unusualHeaders'> {
  if (!isObject(json)) throw new SyntaxError('headers is not an object');
  const headers: [string, Buffer][] = [];
  const unusual: [string, readonly (Buffer | null)[]][] = [];
  for (const [name, value] of Object.entries(json)) {
    const values = Array.isArray(value) ? value.map(fromJson) : [fromJson(value)];
    const last = values.at(-1) ?? undefined;
    if (last !== undefined) headers.push([name, last]);
    if (values.length > 1 || last === undefined) unusual.push([name, values]);
  }
  return {
    headers: Object.fromEntries(headers),
    ...(unusual.length > 0 && { unusualHeaders: Object.fromEntries(unusual) }),
  };
}

function fromJson(json: unknown): Buffer | null {
  if (json === null) return null;
  if (typeof json === 'string') return Buffer.from(json, 'utf8');
  if (isObject(json) && typeof json['base64'] === 'string') {
    const bytes = Buffer.from(json['base64'], 'base64');
    // Node reads past what is not base64.
    if (bytes.toString('base64') === json['base64']) return bytes;
  }
  throw new SyntaxError('key, value and headers are text, { base64 } or null');
}

function wholeNumber(json: Record<string, unknown>, name: string): number {
  const value = json[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new SyntaxError(`${name} is not a whole number`);
  return value;
}

function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
