import type { DomainEvent, EventType } from '../event-catalog.js';
import { UUID } from '../event-ids.js';
import { UndecodableEventError } from './codec.errors.js';
import { entryOf, nameOf } from './event-validators.js';

const NUL = '\0';
const NUL_ESCAPED = '\\u0000';

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
  // No table can hold one: a reader that stores the text would park the event, and another one apply it.
  if ([source, time, traceparent].some((it) => it?.includes(NUL) === true) || holdsNul(text, data)) {
    throw new UndecodableEventError('nul-character', 'there is a NUL in the event');
  }
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

/** Hardly any text has the escape; and then it may be a backslash's own. */
function holdsNul(text: string, data: unknown): boolean {
  return text.includes(NUL_ESCAPED) && JSON.stringify(data).replaceAll('\\\\', '').includes(NUL_ESCAPED);
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
