import type { DomainEvent, EventType } from '../event-catalog.js';
import { UUID } from '../event-ids.js';
import { UndecodableEventError } from './codec.errors.js';
import { entryOf, nameOf } from './event-validators.js';

const NUL = '\0';
/** Of a NUL, or of one of the two halves that make up a character. */
const DOUBTFUL_ESCAPE = /\\u(?:0000|[dD][89a-fA-F])/u;
const ESCAPE = /\\(?:u(?<code>[0-9a-fA-F]{4})|.)/gsu;

/** A record's parts that carry the event: CloudEvents 1.0, Kafka binding, binary mode. */
export interface EncodedEvent {
  readonly key: string | null;
  readonly value: string;
  readonly headers: Record<string, string>;
}

/** A record's parts as they were read. */
export interface EncodedRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | undefined>>;
}

export function encodeEvent(event: DomainEvent): EncodedEvent {
  const headers: Record<string, string> = {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_source: event.source,
    ce_type: event.type,
    ce_time: event.time,
    'content-type': 'application/json',
  };
  if (event.subject !== null) headers['ce_subject'] = event.subject;
  if (event.traceparent !== undefined) headers['traceparent'] = event.traceparent;
  return { key: event.subject, value: JSON.stringify(event.data), headers };
}

/**
 * Reads a record as one of the subscribed events.
 *
 * @returns the event, or `undefined` for a type outside the subscription (to be skipped and counted)
 * @throws UndecodableEventError when the record is poison
 */
export function decodeEvent<Type extends EventType>(
  record: EncodedRecord,
  subscription: ReadonlySet<Type>,
): Extract<DomainEvent, { type: Type }> | undefined {
  const type = header(record, 'ce_type');
  if (type === undefined) throw new UndecodableEventError('no-type', 'the record has no ce_type header');
  if (!subscription.has(type as Type)) {
    if (!isOtherVersionOf(type, subscription)) return undefined;
    throw new UndecodableEventError('unknown-version', `${type} is a version this code does not know`);
  }
  return decodeKnown(record, type) as Extract<DomainEvent, { type: Type }>;
}

function decodeKnown(record: EncodedRecord, type: string): unknown {
  const entry = entryOf(type);
  if (entry === undefined) throw new UndecodableEventError('unknown-version', `${type} is not in the catalog`);
  const text = textOf(record.value);
  const data = parse(text);
  if (text.includes('\\u') && DOUBTFUL_ESCAPE.test(text)) checkEscapes(text);
  if (!entry.validate(data)) {
    const [problem] = entry.validate.errors ?? [];
    throw new UndecodableEventError('invalid-data', `${type}${problem?.instancePath ?? ''} ${problem?.message ?? ''}`);
  }
  const key = record.key?.toString('utf8') ?? null;
  const subject = header(record, 'ce_subject') ?? null;
  if (key !== subject || subject !== entry.contract.subject(data as object)) {
    throw new UndecodableEventError('key-mismatch', `key ${String(key)}, ce_subject ${String(subject)}`);
  }
  const [source, time] = [required(record, 'ce_source'), required(record, 'ce_time')];
  const traceparent = header(record, 'traceparent');
  for (const attribute of [source, time, traceparent]) if (attribute?.includes(NUL) === true) throw nulCharacter();
  return {
    id: eventId(record),
    type,
    source,
    time,
    subject,
    data,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

/** By the text: what is said twice, or that nobody asks for, is in it as well, and it may be nested as deep as it likes. */
function checkEscapes(text: string): void {
  const unescaped = text.replaceAll(ESCAPE, (_escape, code?: string) =>
    code === undefined ? ' ' : String.fromCharCode(Number.parseInt(code, 16)),
  );
  if (unescaped.includes(NUL)) throw nulCharacter();
  // In a table it would be another character, so that the same text comes out of it as a different one.
  if (!unescaped.isWellFormed()) throw new UndecodableEventError('half-character', 'there is half of a character');
}

/** No table can hold one: a reader that stores the text would park the event, and another one apply it. */
function nulCharacter(): UndecodableEventError {
  return new UndecodableEventError('nul-character', 'there is a NUL in the event');
}

function isOtherVersionOf(type: string, subscription: ReadonlySet<string>): boolean {
  const name = nameOf(type);
  for (const subscribed of subscription) if (nameOf(subscribed) === name) return true;
  return false;
}

function textOf(value: Buffer | null): string {
  if (value === null) throw new UndecodableEventError('no-value', 'the record has a null value');
  return value.toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UndecodableEventError('not-json', 'the value is not JSON', { cause });
  }
}

function header(record: EncodedRecord, name: string): string | undefined {
  return record.headers[name]?.toString('utf8');
}

/** Canonical, so that an id is the same one as text and as PostgreSQL's uuid. */
function eventId(record: EncodedRecord): string {
  const id = required(record, 'ce_id');
  if (!UUID.test(id)) throw new UndecodableEventError('invalid-id', 'ce_id is no UUID in lower case');
  return id;
}

function required(record: EncodedRecord, name: string): string {
  const value = header(record, name);
  if (value === undefined || value === '') {
    throw new UndecodableEventError('missing-attribute', `the record has no ${name} header`);
  }
  return value;
}
