import { createRequire } from 'node:module';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { decodeRecord } from './record-decoder.js';
import { encodeRecord, type EncodableRecord } from './record-encoder.js';

// kafkajs's own ones, which ours take the place of.
const require = createRequire(import.meta.url);
const encodeLikeKafkaJs = require('kafkajs/src/protocol/recordBatch/record/v0/index.js') as typeof encodeRecord;
const decodeLikeKafkaJs = require('kafkajs/src/protocol/recordBatch/record/v0/decoder.js') as typeof decodeRecord;
const Decoder = require('kafkajs/src/protocol/decoder.js') as new (buffer: Buffer) => {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly readVarIntBytes: () => Buffer;
};

const BATCH = {
  firstOffset: '4503599627370496',
  firstTimestamp: '1774747800000',
  maxTimestamp: '1774747900000',
  timestampType: 1,
  magicByte: 2,
  isControlBatch: false,
};
const [A, B] = [Buffer.from('a'), Buffer.from('b')];

const hexOf = ({ buffer }: { readonly buffer: Buffer }) => buffer.toString('hex');
/** What decodes it is handed the record without its length. */
const bodyOf = (record: EncodableRecord) => new Decoder(new Decoder(encodeRecord(record).buffer).readVarIntBytes());

describe('the record format', () => {
  const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
  const text = fc.string({ unit: 'grapheme' });
  const value = fc.oneof(bytes, text);
  const name = fc.oneof(
    fc.constantFrom('ce_id', 'ce_type', 'ce_time', 'ce_tims', 'x'.repeat(100)),
    text.filter((it) => !(it in {})),
  );
  const record: fc.Arbitrary<EncodableRecord> = fc.record({
    timestampDelta: fc.integer({ min: -(2 ** 28), max: 2 ** 28 }),
    offsetDelta: fc.nat({ max: 2 ** 29 }),
    key: fc.option(value, { nil: null }),
    value: fc.option(value, { nil: null }),
    headers: fc.dictionary(name, fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 })), { maxKeys: 40 }),
  });

  it('given any records, when encoded one after the other, then they are the bytes that kafkajs makes of them', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 5 }), (records) => {
        // Copies, not views of memory that the next record is written to.
        const encoded = records.map(encodeRecord);
        expect(encoded.map(hexOf)).toEqual(records.map(encodeLikeKafkaJs).map(hexOf));
      }),
      { numRuns: 500 },
    );
  });

  it('given a record of a megabyte, when encoded, then it is the bytes that kafkajs makes of it', () => {
    const record = {
      offsetDelta: 1,
      timestampDelta: 0,
      key: 'k',
      value: 'é'.repeat(500_000),
      headers: { A, large: 'x'.repeat(99_999) },
    };
    expect(encodeRecord(record).buffer.equals(encodeLikeKafkaJs(record).buffer)).toBe(true);
  });

  it('given any records, when decoded, then they are what kafkajs makes of them', () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 5 }), fc.constantFrom(0, 1), (records, timestampType) => {
        const batch = { ...BATCH, timestampType };
        for (const it of records) {
          expect(decodeRecord(bodyOf(it), batch)).toEqual(decodeLikeKafkaJs(bodyOf(it), batch));
        }
      }),
      { numRuns: 500 },
    );
  });

  const headersOf = (headers: NonNullable<EncodableRecord['headers']>) =>
    Object.entries(
      decodeRecord(bodyOf({ offsetDelta: 0, timestampDelta: 0, key: null, value: null, headers }), BATCH).headers,
    );

  it('given headers without a value, when encoded and decoded, then they have none', () => {
    expect(headersOf({ none: null, last: [A, null], empty: '' })).toEqual([
      ['none', null],
      ['last', [A, null]],
      ['empty', Buffer.alloc(0)],
    ]);
  });

  it.each(['constructor', 'toString', '__proto__'])(
    'given a header called %s, when encoded and decoded, then it is one like any other',
    (odd) => {
      expect(headersOf(Object.fromEntries([[odd, A]]))).toEqual([[odd, A]]);
      expect(headersOf(Object.fromEntries([[odd, [A, B]]]))).toEqual([[odd, [A, B]]]);
    },
  );
});
