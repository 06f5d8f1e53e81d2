import { createRequire } from 'node:module';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { decodeRecord } from './record-decoder.js';

/** What kafkajs itself writes and reads with. */
interface KafkaJsEncoder {
  readonly buffer: Buffer;
  readonly writeInt8: (value: number) => KafkaJsEncoder;
  readonly writeVarInt: (value: number) => KafkaJsEncoder;
  readonly writeVarLong: (value: number) => KafkaJsEncoder;
  readonly writeVarIntBytes: (value: Buffer | null) => KafkaJsEncoder;
  readonly writeVarIntArray: (values: readonly KafkaJsEncoder[]) => KafkaJsEncoder;
}
const require = createRequire(import.meta.url);
const Encoder = require('kafkajs/src/protocol/encoder.js') as new () => KafkaJsEncoder;
const Decoder = require('kafkajs/src/protocol/decoder.js') as new (buffer: Buffer) => {
  buffer: Buffer;
  offset: number;
};
const kafkaJsDecode = require('kafkajs/src/protocol/recordBatch/record/v0/decoder.js') as typeof decodeRecord;

const BATCH = {
  firstOffset: '4503599627370496',
  firstTimestamp: '1774747800000',
  maxTimestamp: '1774747900000',
  timestampType: 1,
  magicByte: 2,
  isControlBatch: false,
};

interface Record {
  readonly sinceFirst: number;
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly (readonly [string, Buffer | null])[];
}

function encode({ sinceFirst, offset, key, value, headers }: Record): Buffer {
  const start = new Encoder().writeInt8(0).writeVarLong(sinceFirst).writeVarInt(offset);
  return start
    .writeVarIntBytes(key)
    .writeVarIntBytes(value)
    .writeVarIntArray(
      headers.map(([name, text]) => new Encoder().writeVarIntBytes(Buffer.from(name)).writeVarIntBytes(text)),
    ).buffer;
}

const headersOf = (headers: Record['headers']) =>
  decodeRecord(new Decoder(encode({ sinceFirst: 0, offset: 0, key: null, value: null, headers })), BATCH).headers;

describe('decodeRecord', () => {
  const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
  const maybe = fc.option(bytes, { nil: null });
  const name = fc.oneof(
    fc.constantFrom('ce_id', 'ce_type', 'ce_time', 'ce_tims', 'x'.repeat(100)),
    fc.string({ unit: 'grapheme' }).filter((text) => !(text in {})),
  );
  const record: fc.Arbitrary<Record> = fc.record({
    sinceFirst: fc.integer({ min: -(10 ** 12), max: 10 ** 12 }),
    offset: fc.nat({ max: 2 ** 29 }),
    key: maybe,
    value: maybe,
    headers: fc.array(fc.tuple(name, maybe), { maxLength: 40 }),
  });

  it('given any record, when decoded, then it is what the decoder of kafkajs makes of it', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 5 }), fc.constantFrom(0, 1), (records, timestampType) => {
        const batch = { ...BATCH, timestampType };
        for (const encoded of records.map(encode)) {
          expect(decodeRecord(new Decoder(encoded), batch)).toEqual(kafkaJsDecode(new Decoder(encoded), batch));
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each(['constructor', 'toString', '__proto__'])(
    'given a header called %s, when decoded, then it is one like any other',
    (odd) => {
      const [a, b] = [Buffer.from('a'), Buffer.from('b')];
      expect(Object.entries(headersOf([[odd, a]]))).toEqual([[odd, a]]);
      expect(
        Object.entries(
          headersOf([
            [odd, a],
            ['x', null],
            [odd, b],
          ]),
        ),
      ).toEqual([
        [odd, [a, b]],
        ['x', null],
      ]);
    },
  );
});
