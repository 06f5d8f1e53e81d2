import { parseConsistencyToken } from '@app/contracts';
import { describe, expect, it } from '@jest/globals';

import { consistencyTokenOf } from './consistency-token-of.js';

describe('the Consistency-Token of what was written', () => {
  it('given one record, when formatted, then a reader has to come past it', () => {
    expect(consistencyTokenOf('notifications', [{ topic: 'notifications', partition: 3, offset: 41 }])).toBe(
      'notifications.3-42',
    );
  });

  it('given several records of two partitions, when formatted, then the last of each counts', () => {
    const token = consistencyTokenOf('transactions', [
      { topic: 'transactions', partition: 3, offset: 41 },
      { topic: 'transactions', partition: 0, offset: 7 },
      { topic: 'transactions', partition: 3, offset: 40 },
    ]);
    expect(parseConsistencyToken(token)?.next).toEqual(
      new Map([
        [3, 42],
        [0, 8],
      ]),
    );
  });
});
