import { describe, expect, it } from '@jest/globals';

import { murmur2, partitionOf } from './murmur2.js';

describe('murmur2', () => {
  // The vectors of Kafka's own UtilsTest.testMurmur2.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('given %s, when hashed, then it is what the Java client computes', (key, expected) => {
    expect(murmur2(Buffer.from(key))).toBe(expected);
  });

  it('given any key, when a partition is chosen, then it is the same one every time and within the topic', () => {
    for (let n = 0; n < 1000; n += 1) {
      const partition = partitionOf(`tx-${String(n)}-é`, 12);
      expect(partition).toBe(partitionOf(`tx-${String(n)}-é`, 12));
      expect(partition).toBeGreaterThanOrEqual(0);
      expect(partition).toBeLessThan(12);
    }
  });
});
