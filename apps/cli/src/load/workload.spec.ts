import { describe, expect, it } from '@jest/globals';

import { Workload, type LoadRequest } from './workload.js';

const MIXED = { seed: 7, prefix: 'run', duplicates: 0.1, conflicts: 0.05 };

function take(count: number, options = MIXED): readonly LoadRequest[] {
  const workload = new Workload(options);
  return Array.from({ length: count }, () => workload.next());
}

describe('Workload', () => {
  it('given the same options, when taken twice, then it is the same row of posts', () => {
    expect(take(500)).toEqual(take(500));
    expect(take(500)).not.toEqual(take(500, { ...MIXED, seed: 8 }));
  });

  it('given no duplicates and conflicts, when taken, then every id is another one', () => {
    const ids = take(2_000, { ...MIXED, duplicates: 0, conflicts: 0 }).map(({ transactionId }) => transactionId);
    expect(new Set(ids).size).toBe(2_000);
  });

  it('given shares, when many are taken, then about as many repeat an earlier post, exactly or with another amount', () => {
    const first = new Map<string, string>();
    const repeated = { exactly: 0, otherwise: 0 };
    for (const { transactionId, body } of take(10_000)) {
      const known = first.get(transactionId);
      if (known === undefined) first.set(transactionId, body);
      else repeated[known === body ? 'exactly' : 'otherwise'] += 1;
    }
    expect(repeated.exactly).toBeGreaterThan(900);
    expect(repeated.exactly).toBeLessThan(1_100);
    expect(repeated.otherwise).toBeGreaterThan(420);
    expect(repeated.otherwise).toBeLessThan(580);
  });

  it('given any post, when read, then it is ASCII and its id begins with the prefix', () => {
    for (const { transactionId, body } of take(200)) {
      expect(Buffer.byteLength(body)).toBe(body.length);
      expect(JSON.parse(body)).toMatchObject({ transaction_id: transactionId });
      expect(transactionId).toMatch(/^run-\d+$/);
    }
  });
});
