import type { LogRecord } from '@app/messaging';
import { describe, expect, it } from '@jest/globals';

import { contentOf, lineOf, recordOf } from './backup-line.js';

describe('a line of a backup', () => {
  const record: LogRecord = {
    topic: 'transactions',
    partition: 3,
    offset: 7,
    timestamp: 1_774_747_800_000,
    key: Buffer.from('txn-é'),
    value: Buffer.from('{"amount":"1"}'),
    headers: { ce_type: Buffer.from('TransactionReceived.v1') },
  };

  it('given an event of ours, when written, then a person can read it', () => {
    expect(lineOf(record)).toBe(
      '{"partition":3,"offset":7,"timestamp":1774747800000,"key":"txn-é",' +
        '"headers":{"ce_type":"TransactionReceived.v1"},"value":"{\\"amount\\":\\"1\\"}"}',
    );
  });

  const [a, b] = [Buffer.from('a'), Buffer.from([0xff, 0x00])];
  it.each<[string, Partial<LogRecord>]>([
    ['text', {}],
    ['nothing', { key: null, value: null, headers: {} }],
    ['empty bytes', { key: Buffer.alloc(0), value: Buffer.alloc(0), headers: { empty: Buffer.alloc(0) } }],
    ['bytes that are no text', { key: b, value: Buffer.from([0xc3, 0x28, 0x0a]), headers: { b } }],
    ['a lone surrogate in UTF-8', { value: Buffer.from([0xed, 0xa0, 0x80]) }],
    ['ends of lines, NUL and a byte order mark', { value: Buffer.from('\uFEFFa\n\r\u2028\u2029\0"\\') }],
    ['a header with a strange name', { headers: { '': a, 'é\n': a, constructor: b } }],
    ['a repeated header', { headers: { twice: b }, unusualHeaders: { twice: [a, b] } }],
    ['headers without a value', { headers: { c: a }, unusualHeaders: { none: [null], last: [a, null], c: [null, a] } }],
  ])('given %s, when written and read, then it is the same record', (_what, changes) => {
    const odd = { ...record, ...changes };
    const line = lineOf(odd);

    expect(line).not.toContain('\n');
    expect(recordOf('transactions', line)).toEqual(odd);
  });

  it('given records that differ in place and time only, when compared, then they hold the same', () => {
    expect(contentOf({ ...record, offset: 8, timestamp: 0 })).toBe(contentOf(record));
    expect(contentOf({ ...record, value: null })).not.toBe(contentOf({ ...record, value: Buffer.alloc(0) }));
    expect(contentOf({ ...record, headers: {} })).not.toBe(contentOf(record));
  });

  it('given a header without a value, when compared, then it is not the same as an empty one', () => {
    const none = { ...record, headers: {}, unusualHeaders: { none: [null] } };
    expect(contentOf(none)).not.toBe(contentOf({ ...record, headers: { none: Buffer.alloc(0) } }));
  });

  it.each([
    ['not JSON', '{"partition":', 'JSON'],
    ['another shape', '[]', 'not an object'],
    ['no offset', '{"partition":0,"timestamp":0,"key":null,"headers":{},"value":null}', 'offset'],
    ['no value', '{"partition":0,"offset":0,"timestamp":0,"key":null,"headers":{}}', 'base64'],
    [
      'wrong base64',
      '{"partition":0,"offset":0,"timestamp":0,"key":{"base64":"#"},"headers":{},"value":null}',
      'base64',
    ],
    ['no headers', '{"partition":0,"offset":0,"timestamp":0,"key":null,"headers":null,"value":null}', 'headers'],
  ])('given %s, when read, then it is refused', (_what, line, reason) => {
    expect(() => recordOf('transactions', line)).toThrow(SyntaxError);
    expect(() => recordOf('transactions', line)).toThrow(reason);
  });
});
