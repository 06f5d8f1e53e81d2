import type { NotificationAttempted, NotificationRetryRequested } from '@app/contracts';
import { describe, expect, it } from '@jest/globals';
import { array, assert, constantFrom, integer, property, record } from 'fast-check';

import { afterAttempt, afterRetry, hasEnded, judgeAttempt, newDelivery, statusOf, type Delivery } from './delivery.js';

type Attempt = NotificationAttempted['data'];

const fresh = newDelivery('sms', 'request', '2026-03-29T02:00:00Z');
const attempted = (attempt: number, result: Attempt['result'], next?: string): Attempt => ({
  notification_id: 'n',
  channel: 'sms',
  attempt,
  result,
  provider: 'p',
  ...(result !== 'success' && { error_message: `${result} ${String(attempt)}` }),
  attempted_at: `2026-03-29T02:00:0${String(attempt)}Z`,
  ...(next !== undefined && { next_attempt_at: next }),
});
const NEXT = '2026-03-29T03:00:00Z';
const retry = (channels?: NotificationRetryRequested['data']['channels']): NotificationRetryRequested => ({
  id: 'retry',
  type: 'NotificationRetryRequested.v1',
  source: 'spec',
  time: NEXT,
  subject: 'n',
  data: { notification_id: 'n', requested_by: 'spec', requested_at: NEXT, ...(channels && { channels }) },
});
const after = (...attempts: readonly Attempt[]): Delivery => attempts.reduce(afterAttempt, fresh);

describe('a delivery', () => {
  it('given a success, when folded, then it is over and nothing is left to say', () => {
    expect(after(attempted(1, 'retry', NEXT), attempted(2, 'success'))).toMatchObject({
      status: 'success',
      attempts: 2,
      nextAttemptAt: null,
      errorMessage: null,
      lastAttemptAt: '2026-03-29T02:00:02Z',
    });
  });

  it('given the same attempt twice, when folded, then the second changes nothing', () => {
    const once = after(attempted(1, 'retry', NEXT));

    expect(afterAttempt(once, attempted(1, 'failed'))).toBe(once);
  });

  it('given an unknown attempt, when its answer comes late, then that counts', () => {
    const unknown = after(attempted(1, 'unknown'));

    expect(unknown).toMatchObject({ status: 'unknown', unknownAttempts: [1], nextAttemptAt: null });
    expect(afterAttempt(unknown, attempted(1, 'success'))).toMatchObject({ status: 'success', unknownAttempts: [] });
    expect(afterAttempt(unknown, attempted(1, 'failed'))).toMatchObject({ status: 'failed', unknownAttempts: [] });
    expect(judgeAttempt(unknown, attempted(1, 'unknown'))).toBe('ignored');
  });

  it('given a later attempt, when an earlier unknown one turns out to have failed, then the later one still counts', () => {
    const delivery = after(attempted(1, 'unknown', NEXT), attempted(2, 'retry', NEXT));

    expect(afterAttempt(delivery, attempted(1, 'failed'))).toMatchObject({ status: 'pending', unknownAttempts: [] });
    expect(afterAttempt(delivery, attempted(1, 'success'))).toMatchObject({ status: 'success' });
  });

  it('given a success, when a process that was thought dead tells of a failure, then it stays a success', () => {
    const delivery = after(attempted(1, 'success'));

    expect(afterAttempt(delivery, attempted(2, 'failed'))).toBe(delivery);
  });

  it.each([
    [after(attempted(1, 'failed')), true],
    [after(attempted(1, 'unknown')), true],
    [after(attempted(1, 'unknown', NEXT)), false],
    [after(attempted(1, 'retry', NEXT)), false],
    [after(attempted(1, 'success')), false],
    [fresh, false],
  ])('given %p, when a retry is asked for, then another round begins: %p', (delivery, begins) => {
    const retriedOne = afterRetry(delivery, retry());

    expect(retriedOne === delivery).toBe(!begins);
    if (begins) {
      expect(retriedOne).toMatchObject({ status: 'pending', roundAfter: 1, roundEventId: 'retry', roundBeganAt: NEXT });
    }
  });

  it('given a retry whose record comes twice, when its round has failed too, then it begins no other', () => {
    const failedAgain = afterAttempt(afterRetry(after(attempted(1, 'failed')), retry()), attempted(2, 'failed'));

    expect(afterRetry(failedAgain, retry())).toBe(failedAgain);
  });

  it('given a retry of other channels, when folded, then this one is left alone', () => {
    const delivery = after(attempted(1, 'failed'));

    expect(afterRetry(delivery, retry(['email']))).toBe(delivery);
  });

  it('given a retry by hand, when the answer to an attempt before it comes, then only a success ends its round', () => {
    const retried = afterRetry(after(attempted(1, 'unknown')), retry());

    expect(afterAttempt(retried, attempted(1, 'failed'))).toMatchObject({ status: 'pending', unknownAttempts: [] });
    expect(afterAttempt(retried, attempted(1, 'retry', NEXT))).toMatchObject({
      status: 'pending',
      nextAttemptAt: null,
    });
    expect(afterAttempt(retried, attempted(1, 'success'))).toMatchObject({ status: 'success' });
  });

  it.each(['success', 'failed'] as const)(
    'given a %s that names a next attempt, when a foreign writer wrote it, then none follows',
    (result) => {
      expect(hasEnded(after(attempted(1, result, NEXT)))).toBe(true);
    },
  );

  it.each([1_001, 2 ** 31 - 1, 2 ** 53, 1e300])(
    'given attempt %d before any other, when a foreign writer wrote it, then it is impossible and changes nothing',
    (number) => {
      expect(judgeAttempt(fresh, { attempt: number, result: 'retry' })).toBe('impossible');
      expect(afterAttempt(fresh, attempted(number, 'retry', NEXT))).toBe(fresh);
    },
  );

  it('given any attempts in any number, when each is folded twice, then it is as if it came once', () => {
    const attempts = array(
      record({ attempt: integer({ min: 1, max: 4 }), result: constantFrom('success', 'retry', 'failed', 'unknown') }),
    );
    assert(
      property(attempts, (list) => {
        const all = list.map(({ attempt, result }) => attempted(attempt, result));
        const once = after(...all);
        const twice = after(...all.flatMap((it) => [it, it]));
        expect(twice).toEqual(once);
      }),
    );
  });
});

describe('statusOf', () => {
  const sent = after(attempted(1, 'success'));
  const failed = after(attempted(1, 'failed'));
  const held = after(attempted(1, 'unknown'));
  it.each([
    [[sent, sent], 'sent'],
    [[sent, fresh], 'pending'],
    [[failed, fresh], 'pending'],
    [[failed, after(attempted(1, 'unknown', NEXT))], 'pending'],
    [[sent, failed], 'failed'],
    [[held, failed], 'failed'],
    [[held, sent], 'pending'],
  ])('given %p, when asked, then %p', (deliveries, status) => {
    expect(statusOf(deliveries)).toBe(status);
  });
});
