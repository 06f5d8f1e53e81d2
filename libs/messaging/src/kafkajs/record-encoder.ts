import { replaceInKafkaJs } from './replace-in-kafkajs.js';

const CONTINUED = 0x80;
const SEVEN_BITS = 0x7f;
/** Of a 32-bit number, at seven bits a byte. */
const LONGEST_VARINT = 5;
const FIRST_SIZE = 16_384;

type Bytes = string | Buffer | null;

/** A message as kafkajs hands it to its encoder of records; headers may have several values, and none. */
export interface EncodableRecord {
  readonly offsetDelta: number;
  /** Milliseconds since the first record of the batch: 0, as the broker gives the time, not we. */
  readonly timestampDelta: number;
  readonly key: Bytes;
  readonly value: Bytes;
  /** One that is undefined is not there. */
  readonly headers?: Readonly<Record<string, Bytes | readonly Bytes[] | undefined>>;
}

/** What kafkajs takes for one of its encoders. */
interface EncodedRecord {
  readonly buf: Buffer;
  readonly buffer: Buffer;
}

/**
 * Has kafkajs encode records with `encodeRecord`. Its own takes a buffer for each header and for each number in it, and cannot
 * write a header without a value. To be called before anything is sent.
 */
export function useOwnRecordEncoder(): void {
  replaceInKafkaJs('recordBatch/record/v0/index.js', encodeRecord);
}

/** Encodes a record of message format 2. @see https://kafka.apache.org/documentation/#record */
export function encodeRecord(record: EncodableRecord): EncodedRecord {
  const headers = fieldsOf(record.headers ?? {});
  WRITER.begin();
  WRITER.int8(0);
  WRITER.varint(record.timestampDelta);
  WRITER.varint(record.offsetDelta);
  WRITER.bytes(record.key);
  WRITER.bytes(record.value);
  WRITER.varint(headers.length);
  for (const [name, value] of headers) {
    WRITER.bytes(name);
    WRITER.bytes(value);
  }
  const buffer = WRITER.end();
  return { buf: buffer, buffer };
}

function fieldsOf(headers: NonNullable<EncodableRecord['headers']>): readonly (readonly [string, Bytes])[] {
  const fields: [string, Bytes][] = [];
  for (const [name, given] of Object.entries(headers)) {
    if (given === undefined) continue;
    if (isOneValue(given)) fields.push([name, given]);
    else for (const value of given) fields.push([name, value]);
  }
  return fields;
}

function isOneValue(given: Bytes | readonly Bytes[]): given is Bytes {
  return !Array.isArray(given);
}

/** Writes one record after the other into the same memory, and hands out copies. */
class RecordWriter {
  private buffer = Buffer.allocUnsafe(FIRST_SIZE);
  private at = 0;

  /** The length comes first and is known last. */
  begin(): void {
    this.at = LONGEST_VARINT;
  }

  end(): Buffer {
    const end = this.at;
    this.at = 0;
    this.varint(end - LONGEST_VARINT);
    const start = LONGEST_VARINT - this.at;
    this.buffer.copyWithin(start, 0, this.at);
    return Buffer.from(this.buffer.subarray(start, end));
  }

  int8(value: number): void {
    this.reserve(1);
    this.at = this.buffer.writeInt8(value, this.at);
  }

  /** A zigzag number of 32 bits. */
  varint(value: number): void {
    this.reserve(LONGEST_VARINT);
    let rest = ((value << 1) ^ (value >> 31)) >>> 0;
    while (rest >= CONTINUED) {
      this.buffer[this.at++] = (rest & SEVEN_BITS) | CONTINUED;
      rest >>>= 7;
    }
    this.buffer[this.at++] = rest;
  }

  bytes(value: Bytes): void {
    if (value === null) {
      this.varint(-1);
      return;
    }
    const length = Buffer.byteLength(value);
    this.varint(length);
    this.reserve(length);
    if (typeof value === 'string') this.buffer.write(value, this.at);
    else value.copy(this.buffer, this.at);
    this.at += length;
  }

  private reserve(length: number): void {
    if (this.at + length <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.at + length));
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
  }
}

const WRITER = new RecordWriter();
