import { createHash } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import type { DefaultedField } from '@app/contracts';
import fc from 'fast-check';

import { differingFields } from './differing-fields.js';
import { fingerprint, fingerprintInput } from './fingerprint.js';
import { received } from './transaction-events.fixture.js';

type Post = NonNullable<Parameters<typeof received>[1]>;

const SEED = 20_260_329;

/** Posts as ingestion writes them: a default merchant is the destination, a default time that of receipt. */
const posts = fc
  .record({
    destination: fc.option(fc.constantFrom('acc-2', 'acc-3')),
    merchant: fc.option(fc.constantFrom('acc-2', 'm-1')),
    currency: fc.option(fc.constantFrom('USD', 'EUR')),
    occurredAt: fc.option(fc.constantFrom('2026-03-29T01:30:00Z', '2026-03-29T01:30:01Z')),
    receivedAt: fc.constantFrom('2026-03-29T02:00:00Z', '2026-03-29T02:00:09Z'),
    defaultCurrency: fc.constantFrom('USD', 'EUR'),
  })
  .map(({ destination, merchant, currency, occurredAt, receivedAt, defaultCurrency }): Post => {
    const defaulted: DefaultedField[] = [];
    if (merchant === null) defaulted.push('merchant_id');
    if (currency === null) defaulted.push('currency');
    if (occurredAt === null) defaulted.push('occurred_at');
    return {
      destination_account: destination,
      merchant_id: merchant ?? destination,
      currency: currency ?? defaultCurrency,
      occurred_at: occurredAt ?? receivedAt,
      received_at: receivedAt,
      defaulted_fields: defaulted,
    };
  });

const of = (post: Post): string => received('r', post).data.fingerprint;

describe('fingerprint', () => {
  it('given a post, when fingerprinted, then it is the SHA-256 of its canonical text, fixed for ever', () => {
    const { data } = received('r1', { reported_status: 'PENDING' });
    const text = '["t-1","acc-1","acc-2","m-1","u-1","10050","USD",2,"2026-03-29T01:30:00Z","PENDING"]';
    expect(fingerprintInput(data)).toBe(text);
    expect(fingerprint(data)).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('given a retry of a post without a time, when it is received later, then the fingerprint is the same', () => {
    const at = (instant: string): Post => ({
      occurred_at: instant,
      received_at: instant,
      defaulted_fields: ['occurred_at'],
    });
    expect(of(at('2026-03-29T02:00:00Z'))).toBe(of(at('2026-03-29T02:00:09Z')));
  });

  it.each<[what: string, post: Post]>([
    ['metadata', { metadata: { note: 'x' } }],
    ['the sender', { source: 'other' }],
    ['the time of receipt', { received_at: '2027-01-01T00:00:00Z' }],
    ["the user's JSON type", { user_id_type: 'number' }],
  ])('given another value of %s, when fingerprinted, then it plays no part', (_what, post) => {
    expect(of(post)).toBe(of({}));
  });

  it.each<[what: string, post: Post]>([
    ['transaction_id', { transaction_id: 't-2' }],
    ['source_account', { source_account: null }],
    ['destination_account', { destination_account: 'acc-9' }],
    ['merchant_id', { merchant_id: 'm-2' }],
    ['a default merchant', { defaulted_fields: ['merchant_id'] }],
    ['user_id', { user_id: 'u-2' }],
    ['amount_minor', { amount_minor: '10051' }],
    ['currency', { currency: 'EUR' }],
    ['a default currency', { defaulted_fields: ['currency'] }],
    ['exponent', { exponent: 3 }],
    ['occurred_at', { occurred_at: '2026-03-29T01:30:00.1Z' }],
    ['a default time', { defaulted_fields: ['occurred_at'] }],
    ['reported_status', { reported_status: 'PENDING' }],
  ])('given another %s, when fingerprinted, then the fingerprint differs', (_what, post) => {
    expect(of(post)).not.toBe(of({}));
  });

  it(`given any two posts with equal fingerprints (seed ${String(SEED)}), when compared, then no field differs`, () => {
    let equal = 0;
    fc.assert(
      fc.property(posts, posts, (one, other) => {
        if (of(one) !== of(other)) return;
        equal += 1;
        expect(differingFields(received('r1', one).data, received('r2', other).data)).toEqual([]);
      }),
      { seed: SEED, numRuns: 2_000 },
    );
    expect(equal).toBeGreaterThan(20);
  });
});
