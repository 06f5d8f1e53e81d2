import { formatConsistencyToken, parseConsistencyToken } from '@app/contracts';
import { describe, expect, it } from '@jest/globals';

// Clients keep tokens across deployments, and take them from one origin to the other.
describe('the Consistency-Token', () => {
  it.each<[string, readonly (readonly [number, number])[]]>([
    ['transactions.3-1042', [[3, 1_042]]],
    ['transactions.0-0', [[0, 0]]],
    ['notifications.11-9007199254740991', [[11, Number.MAX_SAFE_INTEGER]]],
    [
      'transactions.0-5.7-12.11-1',
      [
        [0, 5],
        [7, 12],
        [11, 1],
      ],
    ],
  ])('given %s, when written and read, then it is this text and these places', (token, places) => {
    const topic = token.startsWith('transactions') ? 'transactions' : 'notifications';

    expect(formatConsistencyToken({ topic, next: new Map(places) })).toBe(token);
    expect(parseConsistencyToken(token)).toEqual({ topic, next: new Map(places) });
  });

  it.each([
    '',
    'transactions',
    'transactions.',
    'transactions.3',
    'transactions.3-',
    'transactions.-1',
    'transactions.3--1',
    'transactions.3-1.5',
    'transactions.3-1e3',
    'transactions.12-1',
    'transactions.3-1.3-2',
    'transactions.3-9007199254740993',
    'transactions.3-99999999999999999',
    'transactions.3-1 ',
    ' transactions.3-1',
    'transactions.3-1\n',
    'Transactions.3-1',
    'somewhere.3-1',
    'transactions.٣-1',
    `transactions${'.1-1'.repeat(50_000)}`,
  ])('given %p, when read, then it is none', (text) => {
    expect(parseConsistencyToken(text)).toBeUndefined();
  });
});
