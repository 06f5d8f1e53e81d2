import type { DomainEvent } from '@app/contracts';
import { isDataError } from '@app/database';
import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { ProjectionFixture } from '../projection.fixture.js';
import { eventId } from '../transaction-status/transaction-events.fixture.js';
import { attempted, completed, notificationId, requested, retryRequested } from './notification-events.fixture.js';
import { notificationLog } from './notification-log.projection.js';

const TABLES = ['notifications', 'deliveries', 'attempts', 'retries', 'unsent'];
const CUTS = [
  ['in one batch', 100],
  ['two by two', 2],
  ['one by one', 1],
] as const;

describe('notification-log', () => {
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

  it('given a request, when applied, then it is there with a delivery for each channel, and nobody’s address', async () => {
    const rule = { rule: 'daily-summary', transaction_id: 'tx-1' };
    await model.batch(requested(eventId(1), { ...rule, recipients: { sms: '+491701234567' } }));

    expect(await model.rows('notifications')).toEqual([
      {
        notification_id: notificationId(1),
        first_event_id: eventId(1),
        first_offset: '0',
        partition: 0,
        requested_at: new Date('2026-03-29T18:00:00.123Z'),
        completed_at: null,
        status: 'pending',
        channels: ['sms', 'email'],
        user_id: '12345',
        title: 'Daily Transaction Summary',
        body: 'Your total settled amount for today is 490000 Rials.',
        source: 'unsigned',
        rule: 'daily-summary',
        transaction_id: 'tx-1',
      },
    ]);
    const fresh = { status: 'pending', attempts: 0, unknown_attempts: [], round_event_id: eventId(1), round_after: 0 };
    expect(await deliveries()).toMatchObject([
      { channel: 'email', ...fresh },
      { channel: 'sms', ...fresh },
    ]);
    expect(await lists()).toEqual(['pending']);
    for (const table of TABLES) expect(JSON.stringify(await model.rows(table))).not.toContain('+49170');
  });

  it.each(CUTS)('given every channel succeeds, when applied %s, then it is sent', async (_, size) => {
    await inBatchesOf(size, request, bySms, byEmail, completed(byEmail, 'sent'));

    expect(await model.rows('notifications')).toMatchObject([
      { status: 'sent', completed_at: new Date('2026-03-29T18:00:02Z') },
    ]);
    expect(await model.rows('attempts')).toHaveLength(2);
    expect(await lists()).toEqual([]);
  });

  it.each(CUTS)('given a channel fails, when applied %s, then it has failed, and says why', async (_, size) => {
    await inBatchesOf(size, request, bySms, emailFailed, failed);

    expect(await model.rows('notifications')).toMatchObject([
      { status: 'failed', completed_at: new Date('2026-03-29T18:00:02Z') },
    ]);
    expect(await deliveries()).toMatchObject([
      { channel: 'email', status: 'failed', attempts: 1, error_message: 'no such mailbox', provider: 'smtp' },
      { channel: 'sms', status: 'success', attempts: 1, error_message: null, provider: 'log' },
    ]);
    expect(await model.rows('attempts')).toMatchObject([
      { channel: 'sms', result: 'success', code: null, counted: true },
      { channel: 'email', result: 'failed', code: '550', counted: true },
    ]);
    expect(await lists()).toEqual(['failed']);
  });

  it.each(CUTS)(
    'given attempts that are to be repeated, when applied %s, then the next one is due',
    async (_, size) => {
      const again = { result: 'retry', next_attempt_at: '2026-03-29T18:00:31.25Z' } as const;
      await inBatchesOf(
        size,
        request,
        attempted(eventId(2), request, { ...again, error_message: 'busy' }),
        attempted(eventId(3), request, { ...again, attempt: 2, error_message: 'still busy' }),
      );

      expect((await deliveries())[1]).toMatchObject({
        ...{ status: 'pending', attempts: 2, error_message: 'still busy' },
        next_attempt_at: new Date('2026-03-29T18:00:31.250Z'),
      });
      expect(await lists()).toEqual(['pending']);
    },
  );

  it('given everything twice, when applied, then nothing changes', async () => {
    const events = [request, bySms, emailFailed, failed, retry, emailAgain, sent];
    await model.batch(...events);
    const once = await model.digest(TABLES);

    await model.batch(...events);
    await inBatchesOf(1, ...events);

    expect(await model.digest(TABLES)).toBe(once);
  });

  it.each(CUTS)('given two requests of one id, when applied %s, then the first one counts', async (_, size) => {
    await inBatchesOf(size, request, requested(eventId(8), { title: 'Another', channels: ['webhook'] }));

    expect(await model.rows('notifications')).toMatchObject([{ title: 'Daily Transaction Summary' }]);
    expect(await deliveries()).toHaveLength(2);
  });

  it.each(CUTS)(
    'given another result of a number, when applied %s, then it is kept and does not count',
    async (_, n) => {
      await inBatchesOf(n, request, bySms, attempted(eventId(8), request, { result: 'failed' }));

      expect((await deliveries())[1]).toMatchObject({ status: 'success' });
      expect(await model.rows('attempts')).toMatchObject([
        { result: 'success', counted: true },
        { result: 'failed', counted: false },
      ]);
    },
  );

  it('given events of a notification or a channel that nobody asked for, when applied, then they are ignored', async () => {
    await model.batch(bySms, retry, failed);
    for (const table of TABLES) expect(await model.rows(table)).toEqual([]);

    await model.batch(request, attempted(eventId(8), request, { channel: 'webhook' }));
    expect(await model.rows('attempts')).toEqual([]);
    expect(await deliveries()).toHaveLength(2);
  });

  it.each([
    ['a user that no index holds', { user_id: 'x'.repeat(5_000) }, '23514'],
    ['a NUL', { title: 'a\0b' }, '22021'],
    ['a day that does not exist', { requested_at: '2026-02-30T00:00:00Z' }, '22008'],
  ])('given %s, when applied, then PostgreSQL refuses it as wrong data', async (_, data, code) => {
    const refusal: unknown = await model.batch(requested(eventId(1), data)).catch((error: unknown) => error);

    expect(isDataError(refusal)).toBe(true);
    expect(refusal).toMatchObject({ code });
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
