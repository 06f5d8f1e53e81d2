import { newEventId } from '@app/contracts';
import type { RecordPosition } from '@app/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import {
  failed,
  processed,
  received,
} from '../../libs/projections/src/transaction-status/transaction-events.fixture.js';
import { atLeast, ReadStack } from '../support/read-stack.js';

describe('given a transaction with a duplicate, a conflict and two outcomes', () => {
  const first = received(newEventId());
  let stack: ReadStack;
  let url: string;
  let last: RecordPosition;

  beforeAll(async () => {
    stack = await ReadStack.start();
    await stack.startProjector();
    ({ url } = await stack.startReadApi({ SUMMARY_CALENDAR: 'gregorian' }));
    await stack.append(first);
    await stack.append(received(newEventId()));
    await stack.append(received(newEventId(), { amount_minor: '700' }));
    await stack.append(processed(first));
    last = await stack.append(failed(first, 'too late'));
  });
  afterAll(() => stack.close());

  it('when its day is read with the token of its last event, then it counts once', async () => {
    const answer = await fetch(`${url}/v1/summaries?merchant_id=acc-2&currency=EUR`, { headers: atLeast(last) });
    const one = { count: 1, amount: '100.50' };

    expect(answer.headers.get('consistency-token')).toContain(`.${last.partition}-${last.offset + 1}.`);
    expect(await answer.json()).toMatchObject({
      buckets: [{ key: '2026-03-29', received: one, processed: one, failed: { count: 0, amount: '0.00' } }],
      meta: { completeness: 'complete', generation: 1, time_zone: 'UTC' },
      next_cursor: null,
    });
  });

  it.each([
    ['summary?type=amount', [{ key: '2026/03/29', value: 100.5 }]],
    ['summary/?mode=monthly&calendar=persian', [{ key: '1405/01', value: 1 }]],
    ['average/', [{ date: '2026-03-29', average_amount: 100.5, count: 1, currency: 'EUR' }]],
  ])('when /api/transactions/%s is read, then it is no transaction of that name', async (path, expected) => {
    const answer = await fetch(`${url}/api/transactions/${path}`, { headers: atLeast(last) });

    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(expected);
  });
});
