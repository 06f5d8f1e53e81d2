import type { DomainEvent } from '@app/contracts';
import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { ProjectionFixture } from '../projection.fixture.js';
import { eventId } from '../transaction-status/transaction-events.fixture.js';
import { attempted, completed, requested, retryRequested } from './notification-events.fixture.js';
import { notificationLog } from './notification-log.projection.js';

const CUTS = [
  ['in one batch', 100],
  ['two by two', 2],
  ['one by one', 1],
] as const;

describe('rounds of attempts', () => {
  let test: TestDatabase;
  let model: ProjectionFixture;
  const request = requested(eventId(1));
  const bySms = attempted(eventId(2), request);
  const byEmail = attempted(eventId(3), request, { channel: 'email' });
  const emailFailed = attempted(eventId(4), request, {
    ...{ channel: 'email', result: 'failed', code: '550', error_message: 'no such mailbox', provider: 'smtp' },
  });
  const failed = completed(emailFailed, 'failed');
  const retry = retryRequested(eventId(6), request);
  const emailAgain = attempted(eventId(7), request, {
    ...{ channel: 'email', attempt: 2, provider: 'smtp', attempted_at: '2026-03-29T19:00:01Z' },
  });
  const sent = completed(emailAgain, 'sent', '2026-03-29T19:00:02Z');

  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    model = await ProjectionFixture.create(test.database, notificationLog);
  });

  it.each(CUTS)('given a retry by hand, when applied %s, then a second round ends it anew', async (_, size) => {
    await inBatchesOf(size, request, bySms, emailFailed, failed, retry);

    expect(await model.rows('notifications')).toMatchObject([{ status: 'pending', completed_at: null }]);
    expect(await deliveries()).toMatchObject([
      { channel: 'email', status: 'pending', attempts: 1, round_after: 1, round_event_id: eventId(6) },
      { channel: 'sms', status: 'success', round_after: 0 },
    ]);
    expect(await model.rows('retries')).toMatchObject([{ requested_by: 'an operator', channels: null }]);

    await inBatchesOf(size, emailAgain, sent);
    expect(await model.rows('notifications')).toMatchObject([
      { status: 'sent', completed_at: new Date('2026-03-29T19:00:02Z') },
    ]);
    expect(await lists()).toEqual([]);
  });

  it('given a retry for a channel that did not fail, when applied, then it is noted and nothing is reopened', async () => {
    await model.batch(request, bySms, emailFailed, failed);
    await model.batch(retryRequested(eventId(8), request, { channels: ['sms'] }));

    expect(await model.rows('notifications')).toMatchObject([{ status: 'failed', completed_at: expect.any(Date) }]);
    expect(await model.rows('retries')).toMatchObject([{ channels: ['sms'] }]);
  });

  it.each(CUTS)('given an end that comes after the retry, when applied %s, then it does not count', async (_, size) => {
    await inBatchesOf(size, request, bySms, emailFailed, retry, failed, emailAgain);

    expect(await model.rows('notifications')).toMatchObject([{ status: 'sent', completed_at: null }]);
  });

  it.each(CUTS)('given nobody knows, when the success comes late, applied %s, then it is sent', async (_, size) => {
    const unknown = attempted(eventId(8), request, { result: 'unknown', error_message: 'timed out' });
    await inBatchesOf(size, request, byEmail, unknown);

    expect(await model.rows('notifications')).toMatchObject([{ status: 'pending' }]);
    expect((await deliveries())[1]).toMatchObject({ status: 'unknown', unknown_attempts: [1] });
    expect(await lists()).toEqual(['pending', 'unknown']);

    await inBatchesOf(size, attempted(eventId(9), request, { provider: 'kavenegar' }));
    expect(await model.rows('notifications')).toMatchObject([{ status: 'sent' }]);
    expect((await deliveries())[1]).toMatchObject({ status: 'success', unknown_attempts: [], attempts: 1 });
    expect(await model.rows('attempts')).toHaveLength(3);
    expect(await lists()).toEqual([]);
  });

  function deliveries(): Promise<readonly object[]> {
    return model
      .rows('deliveries')
      .then((rows) => rows.toSorted((a, b) => (String(a['channel']) < String(b['channel']) ? -1 : 1)));
  }

  async function lists(): Promise<readonly unknown[]> {
    return (await model.rows('unsent')).map(({ status }) => status).sort();
  }

  async function inBatchesOf(size: number, ...events: readonly DomainEvent[]): Promise<void> {
    for (let at = 0; at < events.length; at += size) await model.batch(...events.slice(at, at + size));
  }
});
