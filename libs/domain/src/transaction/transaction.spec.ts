import { describe, expect, it } from '@jest/globals';
import type { ConflictingField, ReportedStatus } from '@app/contracts';

import { factsOf } from './facts.js';
import { failed, processed, received } from './transaction-events.fixture.js';
import {
  evolve,
  judgeOutcome,
  judgeReceived,
  type OutcomeEvent,
  type TransactionEvent,
  type TransactionState,
  UNKNOWN,
} from './transaction.js';

const given = (...events: TransactionEvent[]): TransactionState => events.reduce(evolve, UNKNOWN);

/** A post that says the same as the default one, and perhaps a status. */
const post = (id: string, status?: ReportedStatus): ReturnType<typeof received> =>
  received(id, status === undefined ? {} : { reported_status: status });

const conflict = (...fields: ConflictingField[]): object => ({ kind: 'conflict', fields });
const duplicate = { kind: 'duplicate' };
const isOutcome = (outcome: string): object => ({ kind: 'reported-outcome', outcome });
const status = (first: ReportedStatus, now: ReportedStatus): ConflictingField => ({ field: 'status', first, now });
const amount: ConflictingField = { field: 'amount', first: '100.50', now: '200.00' };

describe('a received event', () => {
  it.each<[ReportedStatus | undefined, string | undefined]>([
    [undefined, undefined],
    ['PENDING', undefined],
    ['SUCCESS', 'PROCESSED'],
    ['FAILED', 'FAILED'],
  ])('given nothing, when the first post reports %p, then it claims with the outcome %p', (reported, outcome) => {
    expect(judgeReceived(UNKNOWN, post('r1', reported))).toEqual({ kind: 'first', outcome });
  });

  it('given a first post, when its record was written twice, then nothing happened', () => {
    expect(judgeReceived(given(post('r1')), post('r1'))).toEqual({ kind: 'rewritten' });
    expect(judgeReceived(given(post('r1'), processed('r1')), post('r1'))).toEqual({ kind: 'rewritten' });
  });

  it.each<[first: ReportedStatus | undefined, now: ReportedStatus | undefined, verdict: object]>([
    [undefined, undefined, duplicate],
    [undefined, 'PENDING', duplicate],
    [undefined, 'SUCCESS', isOutcome('PROCESSED')],
    [undefined, 'FAILED', isOutcome('FAILED')],
    ['PENDING', undefined, duplicate],
    ['PENDING', 'PENDING', duplicate],
    ['PENDING', 'SUCCESS', isOutcome('PROCESSED')],
    ['PENDING', 'FAILED', isOutcome('FAILED')],
    ['SUCCESS', undefined, duplicate],
    ['SUCCESS', 'SUCCESS', duplicate],
    ['SUCCESS', 'PENDING', conflict(status('SUCCESS', 'PENDING'))],
    ['SUCCESS', 'FAILED', conflict(status('SUCCESS', 'FAILED'))],
    ['FAILED', 'SUCCESS', conflict(status('FAILED', 'SUCCESS'))],
  ])('given an open one reported %p, when the same post reports %p, then it is judged so', (first, now, verdict) => {
    expect(judgeReceived(given(post('r1', first)), post('r2', now))).toEqual(verdict);
  });

  it.each<[first: ReportedStatus | undefined, now: ReportedStatus | undefined, verdict: object]>([
    [undefined, undefined, duplicate],
    [undefined, 'SUCCESS', duplicate],
    [undefined, 'FAILED', conflict(status('SUCCESS', 'FAILED'))],
    [undefined, 'PENDING', duplicate],
    ['PENDING', undefined, duplicate],
    ['PENDING', 'PENDING', duplicate],
    ['PENDING', 'SUCCESS', duplicate],
    ['PENDING', 'FAILED', conflict(status('SUCCESS', 'FAILED'))],
    ['SUCCESS', 'SUCCESS', duplicate],
    ['SUCCESS', 'FAILED', conflict(status('SUCCESS', 'FAILED'))],
    ['FAILED', 'FAILED', duplicate],
    ['FAILED', 'PENDING', conflict(status('FAILED', 'PENDING'))],
  ])(
    'given a processed one reported %p, when the same post reports %p, then it is judged so',
    (first, now, verdict) => {
      expect(judgeReceived(given(post('r1', first), processed('r1')), post('r2', now))).toEqual(verdict);
    },
  );

  it('given a failed one, when SUCCESS is reported, then it conflicts with the outcome', () => {
    const state = given(post('r1', 'PENDING'), failed('r1'));
    expect(judgeReceived(state, post('r2', 'SUCCESS'))).toEqual(conflict(status('FAILED', 'SUCCESS')));
  });

  it('given a later post that was its outcome, when another one reports, then only one of them is the outcome', () => {
    const state = given(post('r1', 'PENDING'), post('r2', 'SUCCESS'));
    expect(judgeReceived(state, post('r3', 'SUCCESS'))).toEqual(duplicate);
    expect(judgeReceived(state, post('r3', 'FAILED'))).toEqual(conflict(status('SUCCESS', 'FAILED')));
    expect(judgeReceived(state, post('r3', 'PENDING'))).toEqual(duplicate);
  });

  it.each<[first: ReportedStatus | undefined, now: ReportedStatus | undefined, fields: ConflictingField[]]>([
    [undefined, undefined, [amount]],
    [undefined, 'FAILED', [amount]],
    ['PENDING', 'PENDING', [amount]],
    ['PENDING', 'FAILED', [amount, status('PENDING', 'FAILED')]],
    ['SUCCESS', 'FAILED', [amount, status('SUCCESS', 'FAILED')]],
  ])(
    'given one reported %p, when another amount comes with %p, then it is a conflict, the same before and after the outcome',
    (first, now, fields) => {
      const other = received('r2', { amount_minor: '20000', ...(now !== undefined && { reported_status: now }) });
      expect(judgeReceived(given(post('r1', first)), other)).toEqual({ kind: 'conflict', fields });
      expect(judgeReceived(given(post('r1', first), processed('r1')), other)).toEqual({ kind: 'conflict', fields });
    },
  );

  it('given a conflict, when the first post is sent again, then it is a duplicate as before', () => {
    const state = given(post('r1'), received('r2', { amount_minor: '20000' }));
    expect(judgeReceived(state, post('r3'))).toEqual(duplicate);
  });
});

describe('an outcome', () => {
  const state = given(post('r1'), post('r2'));
  it.each<[what: string, state: TransactionState, event: OutcomeEvent, verdict: string]>([
    ['that names the first', state, processed('r1'), 'settles'],
    ['that names another post', state, processed('r2'), 'ignored'],
    ['of nothing known', UNKNOWN, processed('r1'), 'ignored'],
    ['after the first outcome', given(post('r1'), failed('r1')), processed('r1'), 'ignored'],
    ['written twice', given(post('r1'), failed('r1')), failed('r1'), 'ignored'],
    ['other than the one reported', given(post('r1', 'SUCCESS')), failed('r1'), 'settles'],
  ])('given an outcome %s, when judged, then only the first one in the log that names the first counts', (...row) => {
    const [, before, event, verdict] = row;
    expect(judgeOutcome(before, event)).toBe(verdict);
    expect(evolve(before, event) === before).toBe(verdict === 'ignored');
  });
});

describe('the state', () => {
  it('given a claim and its outcome, when folded, then it keeps the first facts and what was reported', () => {
    const first = received('r1', { reported_status: 'PENDING', metadata: { order: 7 } });
    const claim = { firstEventId: 'r1', facts: factsOf(first.data), reported: 'PENDING' };
    expect(given(first)).toEqual({ status: 'open', ...claim });
    expect(given(first, received('r2', { user_id: 'u-2' }), failed('r1'), processed('r1'))).toEqual({
      status: 'settled',
      ...claim,
      outcome: 'FAILED',
    });
  });

  it('given metadata and times of receipt, when claimed, then they are not kept', () => {
    const state = given(received('r1', { metadata: { order: 7 } }));
    expect(JSON.stringify(state)).not.toMatch(/metadata|received_at|fingerprint/u);
  });
});
