import { describe, expect, it } from '@jest/globals';

import { differingFields } from './differing-fields.js';
import { received } from './transaction-events.fixture.js';

type Post = NonNullable<Parameters<typeof received>[1]>;

const compare = (first: Post, now: Post): ReturnType<typeof differingFields> =>
  differingFields(received('r1', first).data, received('r2', now).data);

describe('differingFields', () => {
  it('given the same post, when compared, then nothing differs', () => {
    expect(compare({}, {})).toEqual([]);
  });

  it('given every field said otherwise, when compared, then all are named with their values as in the request', () => {
    const now: Post = {
      source_account: 'acc-8',
      destination_account: 'acc-9',
      merchant_id: 'm-2',
      user_id: 'u-2',
      amount_minor: '1250',
      currency: 'KWD',
      exponent: 3,
      occurred_at: '2026-03-30T01:30:00Z',
    };
    expect(compare({}, now)).toEqual([
      { field: 'source_account', first: 'acc-1', now: 'acc-8' },
      { field: 'destination_account', first: 'acc-2', now: 'acc-9' },
      { field: 'merchant_id', first: 'm-1', now: 'm-2' },
      { field: 'user_id', first: 'u-1', now: 'u-2' },
      { field: 'amount', first: '100.50', now: '1.250' },
      { field: 'currency', first: 'USD', now: 'KWD' },
      { field: 'occurred_at', first: '2026-03-29T01:30:00Z', now: '2026-03-30T01:30:00Z' },
    ]);
  });

  it.each<[what: string, post: Post]>([
    ['source_account', { source_account: null }],
    ['destination_account', { destination_account: null }],
    ['merchant_id', { merchant_id: null }],
    ['occurred_at', { occurred_at: '2026-03-29T02:00:00Z', defaulted_fields: ['occurred_at'] }],
    ['currency', { currency: 'EUR', defaulted_fields: ['currency'] }],
    ['metadata', { metadata: { note: 'other' } }],
    ['reported_status', { reported_status: 'FAILED' }],
    ['source and received_at', { source: 'other', received_at: '2027-01-01T00:00:00Z' }],
  ])('given %s left out or without a say, when compared either way round, then it says nothing', (_what, post) => {
    expect(compare(post, {})).toEqual([]);
    expect(compare({}, post)).toEqual([]);
  });

  it('given a user only one of them names, when compared, then it says nothing', () => {
    const { user_id, ...unnamed } = received('r1').data;
    expect(user_id).toBe('u-1');
    expect(differingFields(unnamed, received('r2').data)).toEqual([]);
    expect(differingFields(received('r2').data, unnamed)).toEqual([]);
  });

  it('given a user as a number, when compared, then 7 is "7", and a difference shows it as it was sent', () => {
    expect(compare({ user_id: '7', user_id_type: 'number' }, { user_id: '7' })).toEqual([]);
    expect(compare({ user_id: '7', user_id_type: 'number' }, { user_id: '8' })).toEqual([
      { field: 'user_id', first: 7, now: '8' },
    ]);
  });

  it('given a merchant by default, when the same one is named later, then nothing differs', () => {
    const first: Post = { merchant_id: 'acc-2', defaulted_fields: ['merchant_id'] };
    expect(compare(first, { merchant_id: 'acc-2' })).toEqual([]);
    expect(compare(first, { merchant_id: 'm-2' })).toEqual([{ field: 'merchant_id', first: 'acc-2', now: 'm-2' }]);
  });

  it('given merchants by default, when the destinations differ, then that is listed once', () => {
    const first: Post = { merchant_id: 'acc-2', defaulted_fields: ['merchant_id'] };
    const now: Post = { destination_account: 'acc-9', merchant_id: 'acc-9', defaulted_fields: ['merchant_id'] };
    expect(compare(first, now)).toEqual([{ field: 'destination_account', first: 'acc-2', now: 'acc-9' }]);
  });

  it('given a default currency with other decimals, when compared, then amounts are compared as decimal values', () => {
    const dinars: Post = { amount_minor: '100500', currency: 'KWD', exponent: 3 };
    const yen: Post = { amount_minor: '100', currency: 'JPY', exponent: 0, defaulted_fields: ['currency'] };
    expect(compare({ defaulted_fields: ['currency'] }, dinars)).toEqual([]);
    expect(compare({}, yen)).toEqual([{ field: 'amount', first: '100.50', now: '100' }]);
    expect(compare({ amount_minor: '10000' }, yen)).toEqual([]);
  });

  it('given the same value in another currency, when compared, then only the currency differs', () => {
    const now: Post = { amount_minor: '100500', currency: 'KWD', exponent: 3 };
    expect(compare({}, now)).toEqual([{ field: 'currency', first: 'USD', now: 'KWD' }]);
  });

  it('given one instant written in two ways, when compared, then nothing differs', () => {
    expect(compare({ occurred_at: '2026-03-29T01:30:00.500Z' }, { occurred_at: '2026-03-29T01:30:00.5Z' })).toEqual([]);
  });
});
