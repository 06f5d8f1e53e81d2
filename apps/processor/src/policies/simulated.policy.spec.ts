import { describe, expect, it } from '@jest/globals';
import { factsOf } from '@app/domain';

import { received } from '../processor-events.fixture.js';
import { SimulatedPolicy } from './simulated.policy.js';

const factsOfId = (transaction_id: string) => factsOf(received('r', { transaction_id }).data);
const ids = Array.from({ length: 10_000 }, (_, at) => `t-${String(at)}`);
const stopping = new AbortController().signal;

describe('the simulated policy', () => {
  it('given a delay, when asked at once, then it waits to be asked later', async () => {
    const policy = new SimulatedPolicy(30_000, 0);
    const facts = factsOfId('t-1');
    expect(policy.settleAtOnce(facts)).toBeUndefined();
    expect(await policy.settle({ facts, outcomeId: 'o', attempt: 1, stopping })).toEqual({
      kind: 'decided',
      outcome: 'PROCESSED',
    });
  });

  it('given no delay, when asked at once, then it decides', () => {
    expect(new SimulatedPolicy(0, 0).settleAtOnce(factsOfId('t-1'))).toEqual({ outcome: 'PROCESSED' });
    expect(new SimulatedPolicy(0, 1).settleAtOnce(factsOfId('t-1'))).toEqual({
      outcome: 'FAILED',
      reason: 'simulated failure',
    });
  });

  it.each([0, 0.1, 0.5, 1])(
    'given a failure rate of %p, when asked, then about that share fails, always the same ones',
    (rate) => {
      const failing = (policy: SimulatedPolicy): string[] =>
        ids.filter((id) => policy.settleAtOnce(factsOfId(id))?.outcome === 'FAILED');
      const failed = failing(new SimulatedPolicy(0, rate));
      expect(failed.length / ids.length).toBeCloseTo(rate, 1);
      expect(failing(new SimulatedPolicy(0, rate))).toEqual(failed);
    },
  );
});
