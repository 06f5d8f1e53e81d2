import { describe, expect, it } from '@jest/globals';

import { attemptOutcome, type AttemptFacts, type Patience } from './attempt-outcome.js';

const NOW = Date.parse('2026-03-29T02:00:00Z');
const patience: Patience = {
  maxAttempts: 3,
  deadlineMs: 600_000,
  rhythm: { firstMs: 1_000, longestMs: 60_000 },
  unknownOutcome: 'hold',
};
const facts = (more: Partial<AttemptFacts> = {}): AttemptFacts => ({
  attempt: 1,
  providers: 1,
  isIdempotent: false,
  beganAt: NOW,
  now: NOW,
  random: 0.5,
  ...more,
});
const at = (ms: number): string => new Date(NOW + ms).toISOString();
const AWAY = { kind: 'unavailable', message: 'away' } as const;
const LOST = { kind: 'unknown', message: 'no answer' } as const;

describe('attemptOutcome', () => {
  it('given that it was taken or refused, when asked, then no other attempt follows', () => {
    expect(attemptOutcome({ kind: 'accepted', code: '202' }, facts(), patience)).toEqual({
      result: 'success',
      code: '202',
    });
    expect(attemptOutcome({ kind: 'refused', message: 'no such user' }, facts(), patience)).toEqual({
      result: 'failed',
      error_message: 'no such user',
    });
  });

  it.each([
    [1, 500],
    [2, 1_000],
  ])('given failed attempt %p, when asked, then the next is %p ms away', (attempt, ms) => {
    expect(attemptOutcome(AWAY, facts({ attempt }), patience)).toEqual({
      result: 'retry',
      error_message: 'away',
      next_attempt_at: at(ms),
    });
  });

  it('given the last attempt, when it fails, then none follows', () => {
    expect(attemptOutcome(AWAY, facts({ attempt: 3 }), patience)).toEqual({ result: 'failed', error_message: 'away' });
  });

  it('given two providers, when the first fails, then the second is asked at once, and each as often as may be', () => {
    const two = [1, 2, 3, 4, 5, 6].map((attempt) => attemptOutcome(AWAY, facts({ attempt, providers: 2 }), patience));

    expect(two.map(({ next_attempt_at }) => next_attempt_at)).toEqual([
      at(0),
      at(500),
      at(0),
      at(1_000),
      at(0),
      undefined,
    ]);
  });

  it('given a wait past the deadline, when asked for, then it has failed', () => {
    const busy = { kind: 'busy', message: 'later', retryAfterMs: 3_600_000 } as const;

    expect(attemptOutcome(busy, facts(), patience)).toEqual({ result: 'failed', error_message: 'later' });
  });

  it.each([
    ['hold', false, undefined],
    ['retry', false, at(500)],
    ['hold', true, at(500)],
  ] as const)(
    'given no answer, when %s and idempotent is %p, then next is %p',
    (unknownOutcome, isIdempotent, next) => {
      const outcome = attemptOutcome(LOST, facts({ isIdempotent }), { ...patience, unknownOutcome });

      expect(outcome.result).toBe('unknown');
      expect(outcome.next_attempt_at).toBe(next);
    },
  );

  it('given no answer to the last attempt, when asked, then it stays unknown', () => {
    const outcome = attemptOutcome(LOST, facts({ attempt: 3, isIdempotent: true }), patience);

    expect(outcome).toEqual({ result: 'unknown', error_message: 'no answer' });
  });
});
