import { describe, expect, it } from '@jest/globals';
import type { Batch, IHeaders } from 'kafkajs';

import { sliceOf } from './slice-of.js';

describe('sliceOf', () => {
  // kafkajs's decoder gives null for a header without a value, which its types do not tell.
  const recordWith = (headers: Record<string, Buffer | null | (Buffer | null)[]>) => {
    const message = { offset: '7', key: null, value: null, timestamp: '1774747800000', attributes: 0 };
    const batch = { partition: 3, lastOffset: () => '9', messages: [{ ...message, headers: headers as IHeaders }] };
    return sliceOf('transactions', batch as unknown as Batch);
  };
  const [a, b] = [Buffer.from('a'), Buffer.from('b')];

  it('given headers as ours, when read, then they are by name and nothing is unusual', () => {
    expect(recordWith({ a, b })).toEqual({
      topic: 'transactions',
      partition: 3,
      end: 10,
      records: [
        {
          topic: 'transactions',
          partition: 3,
          offset: 7,
          key: null,
          value: null,
          headers: { a, b },
          timestamp: 1_774_747_800_000,
        },
      ],
    });
  });

  it('given a repeated header, when read, then its last value counts and all are kept', () => {
    expect(recordWith({ once: a, twice: [a, b] }).records).toMatchObject([
      { headers: { once: a, twice: b }, unusualHeaders: { twice: [a, b] } },
    ]);
  });

  it('given headers without a value, when read, then they are not taken for headers with one', () => {
    const [record] = recordWith({ none: null, last: [a, null] }).records;
    expect(record?.headers).toEqual({});
    expect(record?.unusualHeaders).toEqual({ none: [null], last: [a, null] });
  });

  it('given a header called __proto__ beside an unusual one, when read, then it is one like any other', () => {
    const odd = Object.fromEntries([['__proto__', a] as const, ['none', null] as const]);
    const [record] = recordWith(odd).records;
    expect(Object.entries(record?.headers ?? {})).toEqual([['__proto__', a]]);
  });
});
