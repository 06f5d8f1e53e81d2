import type { DomainEvent } from '@app/contracts';
import { isDataError } from '@app/database';
import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { ProjectionFixture } from '../projection.fixture.js';
import { conflictDetected, deleted, eventId, failed, processed, received } from './transaction-events.fixture.js';
import { transactionStatus } from './transaction-status.projection.js';

const FIELDS = [{ field: 'amount', first: '100.50', now: '7.00' }];

describe('transaction-status', () => {
  let test: TestDatabase;
  let model: ProjectionFixture;
  const post = received(eventId(1));
  const same = received(eventId(2));
  const other = received(eventId(3), { amount_minor: '700' });
  const success = received(eventId(4), { reported_status: 'SUCCESS' });

  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    model = await ProjectionFixture.create(test.database, transactionStatus);
  });

  it('given a post, when applied, then it is there as it was reported and open', async () => {
    const metadata = { note: 'a "quoted", {braced} \\ note', count: 3, gift: false, left: null };
    await model.batch(
      received(eventId(1), { user_id: '7', user_id_type: 'number', metadata, defaulted_fields: ['merchant_id'] }),
    );

    expect(await model.rows('transactions')).toEqual([
      {
        transaction_id: 'tx-1',
        partition: 0,
        first_event_id: eventId(1),
        first_offset: '0',
        outcome_event_id: null,
        outcome_offset: null,
        source_account: 'acc-1',
        destination_account: 'acc-2',
        merchant_id: 'acc-2',
        user_id: '7',
        user_id_is_number: true,
        amount_minor: '10050',
        currency: 'EUR',
        exponent: 2,
        reported_status: null,
        later_outcome: null,
        defaulted: 'm',
        status: 'PROCESSING',
        occurred_at: new Date('2026-03-29T01:30:00.123Z'),
        received_at: new Date('2026-03-29T01:30:05.250Z'),
        processed_at: null,
        failure_reason: null,
        metadata,
        duplicates: 0,
      },
    ]);
  });

  it.each([
    ['in one batch', 2],
    ['in two', 1],
  ])('given a post and its outcome, when applied %s, then it is settled', async (_, size) => {
    await inBatchesOf(size, post, failed(post, 'limit exceeded'));

    expect(await model.rows('transactions')).toMatchObject([
      { status: 'FAILED', failure_reason: 'limit exceeded', processed_at: new Date('2026-03-29T01:30:36Z') },
    ]);
  });

  it('given everything twice, when applied, then nothing changes: a record written twice is neither duplicate nor conflict', async () => {
    const events = [post, same, other, conflictDetected(post, other, FIELDS), success, processed(post)];
    const tables = ['transactions', 'unprocessed', 'receipts', 'conflicts'];
    await model.batch(...events);
    const once = await model.digest(tables);
    expect(await model.rows('ignored')).toEqual([]);

    await model.batch(...events);
    await inBatchesOf(1, ...events);

    expect(await model.digest(tables)).toBe(once);
    const reasons = (await model.rows('ignored')).map(({ reason }) => reason);
    expect(reasons).toEqual(Array.from({ length: 12 }, () => 'rewritten'));
  });

  it('given two different posts of one transaction in one batch, when applied, then the first one wins', async () => {
    await model.batch(post, other);

    expect(await model.rows('transactions')).toMatchObject([{ first_event_id: eventId(1), amount_minor: '10050' }]);
  });

  it.each([
    ['in one batch', 3],
    ['one by one', 1],
  ])('given two identical later posts, when applied %s, then both are counted as duplicates', async (_, size) => {
    await inBatchesOf(size, post, same, received(eventId(5)));

    expect(await model.rows('transactions')).toMatchObject([{ duplicates: 2 }]);
    expect(await model.rows('receipts')).toHaveLength(2);
  });

  it('given a differing post, when its conflict event comes, twice, then one conflict is there', async () => {
    await model.batch(post, other);
    await inBatchesOf(1, conflictDetected(post, other, FIELDS), conflictDetected(post, other, FIELDS));

    expect(await model.rows('conflicts')).toMatchObject([{ event_id: eventId(3), conflicting_fields: FIELDS }]);
    expect(await model.rows('transactions')).toMatchObject([{ duplicates: 0 }]);
  });

  it('given a conflict that names another first event, when applied, then it is ignored', async () => {
    await model.batch(post, conflictDetected(other, same, FIELDS));
    await model.batch(conflictDetected(other, same, FIELDS));

    expect(await model.rows('conflicts')).toEqual([]);
  });

  it('given an outcome before its post, when applied, then the outcome is ignored', async () => {
    await model.batch(processed(post), post);

    expect(await model.rows('transactions')).toMatchObject([{ status: 'PROCESSING' }]);
  });

  it.each([
    ['in one batch', 3],
    ['one by one', 1],
  ])('given two outcomes, when applied %s, then the first one wins', async (_, size) => {
    await inBatchesOf(size, post, processed(post), failed(post, 'too late'));

    expect(await model.rows('transactions')).toMatchObject([{ status: 'PROCESSED', failure_reason: null }]);
  });

  it.each([
    ['in one batch', 3],
    ['one by one', 1],
  ])('given an outcome that names a later post, when applied %s, then it is ignored', async (_, size) => {
    await inBatchesOf(size, post, other, processed(other));

    expect(await model.rows('transactions')).toMatchObject([{ status: 'PROCESSING' }]);
  });

  it.each([
    ['in one batch', 3],
    ['one by one', 1],
  ])(
    'given two later posts that report the outcome, when applied %s, then the second is a duplicate',
    async (_, size) => {
      await inBatchesOf(size, post, success, received(eventId(6), { reported_status: 'SUCCESS' }));

      expect(await model.rows('transactions')).toMatchObject([
        { status: 'PROCESSING', later_outcome: 'PROCESSED', duplicates: 1 },
      ]);
    },
  );

  it.each([
    ['an id that no index holds', { transaction_id: 'x'.repeat(5_000) }, '23514'],
    ['an amount past bigint', { amount_minor: '9'.repeat(19) }, '22003'],
    ['a day that does not exist', { occurred_at: '2026-02-30T00:00:00Z' }, '22008'],
    ['a NUL', { merchant_id: 'a\0b' }, '22021'],
  ])('given %s, when applied, then PostgreSQL refuses it as wrong data', async (_, data, code) => {
    const refusal: unknown = await model.batch(received(eventId(1), data)).catch((error: unknown) => error);

    expect(isDataError(refusal)).toBe(true);
    expect(refusal).toMatchObject({ code });
  });

  it('given a deletion amid a batch, when applied, then only what came after it in that partition is there', async () => {
    const elsewhere = received(eventId(10), { transaction_id: 'tx-9' });
    await model.batchOf([
      [0, post],
      [0, same],
      [0, other],
      [0, conflictDetected(post, other, FIELDS)],
      [1, elsewhere],
    ]);

    await model.batchOf([
      [0, received(eventId(11), { transaction_id: 'tx-2' })],
      [0, deleted(eventId(12), 0)],
      [0, other],
      [1, processed(elsewhere)],
    ]);

    expect(await model.rows('transactions')).toMatchObject([
      { transaction_id: 'tx-1', first_event_id: eventId(3), duplicates: 0 },
      { transaction_id: 'tx-9', status: 'PROCESSED' },
    ]);
    expect(await model.rows('unprocessed')).toMatchObject([{ transaction_id: 'tx-1', first_offset: '6' }]);
    expect(await model.rows('receipts')).toEqual([]);
    expect(await model.rows('conflicts')).toEqual([]);
  });

  async function inBatchesOf(size: number, ...events: readonly DomainEvent[]): Promise<void> {
    for (let at = 0; at < events.length; at += size) await model.batch(...events.slice(at, at + size));
  }
});
