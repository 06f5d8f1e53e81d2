import { describe, expect, it } from '@jest/globals';

import { pollUntil } from './poll-until.js';

describe('pollUntil', () => {
  it('given an answer that comes at the third question, when polled, then it is returned', async () => {
    let asked = 0;

    const answer = await pollUntil(() => (++asked === 3 ? 'here' : undefined), { what: 'an answer', intervalMs: 1 });

    expect(answer).toBe('here');
    expect(asked).toBe(3);
  });

  it('given a question that throws at first, when polled, then the error counts as not yet', async () => {
    let asked = 0;

    const answer = await pollUntil(
      () => {
        if (++asked < 2) throw new Error('too early');
        return asked;
      },
      { what: 'an answer', intervalMs: 1 },
    );

    expect(answer).toBe(2);
  });

  it('given an answer that never comes, when the time is over, then the error says what was waited for and why', async () => {
    const ask = (): never => {
      throw new Error('connection refused');
    };

    await expect(pollUntil(ask, { what: 'the server', timeoutMs: 5, intervalMs: 1 })).rejects.toThrow(
      'Not within 5 ms: the server; last: connection refused',
    );
  });
});
