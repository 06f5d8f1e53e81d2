import { describe, expect, it } from '@jest/globals';

import { factsOf } from './facts.js';
import { outcomeData, REPORTED_WORD, reportedOutcome } from './outcome.js';
import { received } from './transaction-events.fixture.js';

describe('outcomeData', () => {
  const { data } = received('r1', { metadata: { note: 'x' }, reported_status: 'PENDING' });
  const decision = { receivedEventId: 'r1', processedAt: '2026-03-29T02:00:30Z' };

  it('given facts and a decision, when built, then it carries both and nothing else', () => {
    expect(outcomeData(factsOf(data), { ...decision, reason: 'declined' })).toEqual({
      transaction_id: 't-1',
      received_event_id: 'r1',
      processed_at: '2026-03-29T02:00:30Z',
      reason: 'declined',
      user_id: 'u-1',
      merchant_id: 'm-1',
      source_account: 'acc-1',
      destination_account: 'acc-2',
      amount_minor: '10050',
      currency: 'USD',
      exponent: 2,
      occurred_at: '2026-03-29T01:30:00Z',
    });
  });

  it('given neither user nor reason, when built, then their keys are absent, not undefined', () => {
    const { user_id, ...unnamed } = factsOf(data);
    expect(user_id).toBe('u-1');
    const keys = Object.keys(outcomeData(unnamed, decision));
    expect(keys).not.toContain('user_id');
    expect(keys).not.toContain('reason');
  });
});

describe('reportedOutcome', () => {
  it('given a reported status, when it is final, then it is an outcome, and the outcome has that word', () => {
    expect(reportedOutcome('SUCCESS')).toBe('PROCESSED');
    expect(reportedOutcome('FAILED')).toBe('FAILED');
    expect(REPORTED_WORD).toEqual({ PROCESSED: 'SUCCESS', FAILED: 'FAILED' });
  });

  it('given a status that is pending or was left out, when asked, then there is no outcome', () => {
    expect(reportedOutcome('PENDING')).toBeUndefined();
    expect(reportedOutcome(undefined)).toBeUndefined();
  });
});
