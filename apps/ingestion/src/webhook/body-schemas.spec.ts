import { describe, expect, it } from '@jest/globals';
import { validationProblem } from '@app/platform';

import { compileBody } from '../intake/posted-body.js';
import { REPORTED_TRANSACTION_BODY } from './reported-transaction.dto.js';
import { TRANSACTION_BODY } from './transaction.dto.js';

const judge = compileBody(TRANSACTION_BODY);
const judgeReported = compileBody(REPORTED_TRANSACTION_BODY);

const TRANSACTION = {
  transaction_id: 'tx-1',
  source_account: 'acc-1',
  destination_account: 'acc-2',
  amount: '100.50',
  currency: 'USD',
};
const REPORTED = { transaction_id: 'tx-1', user: 7, amount: 12.5, status: 'PENDING' };

function errorsOf(body: unknown): Record<string, string> {
  const { errors = [] } = validationProblem(judge(body) ?? []);
  return Object.fromEntries(errors.map(({ pointer, detail }) => [pointer, detail]));
}

describe('the body of a transaction', () => {
  it('given only the required fields, when judged, then it is right', () => {
    expect(judge(TRANSACTION)).toBeUndefined();
    expect(judgeReported(REPORTED)).toBeUndefined();
  });

  it('given unknown fields, when judged, then they do not matter', () => {
    expect(judge({ ...TRANSACTION, status: 7, nested: { a: [1, { b: 'c' }] } })).toBeUndefined();
  });

  it('given several wrong values, when judged, then each is named', () => {
    const body = {
      ...TRANSACTION,
      transaction_id: 'a b',
      amount: '-1',
      currency: 'XXQ',
      occurred_at: '2026-02-30T00:00:00Z',
    };
    expect(Object.keys(errorsOf(body)).sort()).toEqual(['#/amount', '#/currency', '#/occurred_at', '#/transaction_id']);
  });

  it('given nothing, when judged, then every required field is named as missing', () => {
    const problem = validationProblem(judge({}) ?? []);
    expect(problem.title).toBe('Missing required fields');
    expect(problem.errors?.map(({ pointer }) => pointer).sort()).toEqual(
      Object.keys(TRANSACTION)
        .map((field) => `#/${field}`)
        .sort(),
    );
  });

  it.each([[null], [[]], ['text'], [7], [true]])('given %j as body, when judged, then it is no object', (body) => {
    expect(errorsOf(body)).toEqual({ '#': 'must be object' });
  });

  it.each(['stream', 'average', 'summary'])('given the id %s, when judged, then it is refused as a route', (id) => {
    expect(errorsOf({ ...TRANSACTION, transaction_id: id })).toHaveProperty(['#/transaction_id']);
  });

  it.each([
    ['NUL in metadata', { metadata: { note: 'a\0b' } }, '#/metadata/note'],
    ['NUL in a metadata key', { metadata: { 'a\0b': 1 } }, '#/metadata'],
    ['a lone surrogate in metadata', { metadata: { note: '\ud800' } }, '#/metadata/note'],
    ['NUL in an ignored field', { other: { deep: ['\0'] } }, '#/other/deep/0'],
    ['a key named constructor', { constructor: 1 }, '#/constructor'],
    ['a nested key named constructor', { other: { constructor: 1 } }, '#/other/constructor'],
    ['a key named __proto__', JSON.parse('{"__proto__":1}') as object, '#/__proto__'],
    ['nested metadata', { metadata: { a: {} } }, '#/metadata/a'],
    ['an infinite number in metadata', { metadata: { a: Infinity } }, '#/metadata/a'],
    ['null for an optional field', { merchant_id: null }, '#/merchant_id'],
    ['an id of 101 characters', { user_id: 'x'.repeat(101) }, '#/user_id'],
  ])('given %s, when judged, then its place is named', (_what, change, pointer) => {
    expect(Object.keys(errorsOf({ ...TRANSACTION, ...change }))).toEqual([pointer]);
  });

  it('given nesting deeper than calls can be, when judged, then it is judged', () => {
    let deep: unknown = 'end';
    for (let level = 0; level < 200_000; level += 1) deep = [deep];
    expect(judge({ ...TRANSACTION, deep })).toBeUndefined();
  });

  it.each([[-1], [1.5], [2 ** 53], ['a b'], [''], [null], [true]])(
    'given the user %j on the older route, when judged, then it is refused',
    (user) => {
      expect(judgeReported({ ...REPORTED, user })).toBeDefined();
    },
  );
});
