import { describe, expect, it } from '@jest/globals';

import { NO_WISHES, parseConsistency, requiredOffset, type Consistency } from './consistency.js';

const TOKEN = 'transactions.3-1042';
const token = { topic: 'transactions' as const, next: new Map([[3, 1042]]) };

describe('parseConsistency', () => {
  it.each<[Record<string, string>, Consistency]>([
    [{}, NO_WISHES],
    [{ prefer: 'wait=5' }, NO_WISHES],
    [{ 'consistency-token': TOKEN }, { token, waitSeconds: undefined, strict: false }],
    [
      { 'consistency-token': TOKEN, prefer: 'wait=5' },
      { token, waitSeconds: 5, strict: false },
    ],
    [
      { 'consistency-token': TOKEN, prefer: 'respond-async, WAIT = "7" ; x=1' },
      { token, waitSeconds: 7, strict: false },
    ],
    [
      { 'consistency-token': TOKEN, prefer: 'wait=3600' },
      { token, waitSeconds: 30, strict: false },
    ],
    [
      { 'consistency-token': TOKEN, prefer: 'await=5' },
      { token, waitSeconds: undefined, strict: false },
    ],
    [{ consistency: 'strict' }, { ...NO_WISHES, strict: true }],
  ])('given the headers %j, when read, then it is %j', (headers, expected) => {
    expect(parseConsistency(headers)).toEqual(expected);
  });

  it.each<[Record<string, string | string[]>, string]>([
    [{ 'consistency-token': 'nonsense' }, 'Consistency-Token'],
    [{ 'consistency-token': [TOKEN, TOKEN] }, 'Consistency-Token'],
    [{ consistency: 'weak' }, 'Consistency'],
  ])('given the headers %j, when read, then %s is wrong', (headers, wrongHeader) => {
    expect(parseConsistency(headers)).toEqual({ wrongHeader });
  });
});

describe('requiredOffset', () => {
  it('given a token of another partition or topic, when asked, then nothing is required', () => {
    const consistency = { token, waitSeconds: undefined, strict: false };

    expect(requiredOffset(consistency, 'transactions', 3)).toBe(1042);
    expect(requiredOffset(consistency, 'transactions', 4)).toBe(0);
    expect(requiredOffset(consistency, 'notifications', 3)).toBe(0);
  });
});
