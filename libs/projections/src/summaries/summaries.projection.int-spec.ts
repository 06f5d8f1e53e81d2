import type { DomainEvent } from '@app/contracts';
import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { ProjectionFixture } from '../projection.fixture.js';
import { deleted, eventId, failed, processed, received } from '../transaction-status/transaction-events.fixture.js';
import { BUCKET_TABLES, nameOfTable } from './bucket-tables.js';
import { summaries } from './summaries.projection.js';

const TABLES = ['facts', ...BUCKET_TABLES.map(nameOfTable)];
const ONE_RECEIVED = { received_count: '1', received_minor: '10050' };
const NONE_PROCESSED = { processed_count: '0', processed_minor: '0' };
const ONE_PROCESSED = { processed_count: '1', processed_minor: '10050' };
const NONE_FAILED = { failed_count: '0', failed_minor: '0' };

describe('summaries', () => {
  let test: TestDatabase;
  let model: ProjectionFixture;
  const post = received(eventId(1));
  const other = received(eventId(3), { amount_minor: '700' });

  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    model = await ProjectionFixture.create(test.database, summaries);
  });

  it('given a post, when applied, then it is one fact, counted in each of its buckets', async () => {
    await model.batch(post);

    const bucket = { currency: 'EUR', exponent: 2, partition: 0, ...ONE_RECEIVED, ...NONE_PROCESSED, ...NONE_FAILED };
    const [day, hour, quarter] = [new Date('2026-03-29'), new Date('2026-03-29T01:00Z'), new Date('2026-03-29T01:30Z')];
    const shift = new Date('2026-03-29T00:00Z');
    expect(await model.rows('facts')).toMatchObject([
      { transaction_id: 'tx-1', first_event_id: eventId(1), amount_minor: '10050', quarter, day, status: 0 },
    ]);
    expect(await model.rows('merchant_days')).toEqual([{ ...bucket, merchant_id: 'acc-2', day }]);
    expect(await model.rows('merchant_quarters')).toEqual([{ ...bucket, merchant_id: 'acc-2', quarter }]);
    expect(await model.rows('total_days')).toEqual([{ ...bucket, day }]);
    expect(await model.rows('total_shifts')).toEqual([{ ...bucket, shift }]);
    expect(await model.rows('total_hours')).toEqual([{ ...bucket, hour }]);
    expect(await model.rows('total_quarters')).toEqual([{ ...bucket, quarter }]);
  });

  it.each([
    ['in one batch', 2],
    ['in two', 1],
  ])('given a post and its outcome, when applied %s, then every bucket has both', async (_, size) => {
    await inBatchesOf(size, post, processed(post));

    for (const name of BUCKET_TABLES.map(nameOfTable)) {
      expect(await model.rows(name)).toMatchObject([{ ...ONE_RECEIVED, ...ONE_PROCESSED, ...NONE_FAILED }]);
    }
  });

  it('given everything twice, when applied in any batches, then nothing changes', async () => {
    const events = [
      post,
      received(eventId(2)),
      other,
      processed(post),
      received(eventId(4), { transaction_id: 'tx-2' }),
    ];
    await model.batch(...events);
    const once = await model.digest(TABLES);

    await model.batch(...events);
    await inBatchesOf(1, ...events);
    await inBatchesOf(2, ...events);

    expect(await model.digest(TABLES)).toBe(once);
  });

  it.each([
    ['in one batch', 2],
    ['one by one', 1],
  ])('given two different posts of one transaction, when applied %s, then the first one counts', async (_, size) => {
    await inBatchesOf(size, post, other);

    expect(await model.rows('total_days')).toMatchObject([ONE_RECEIVED]);
  });

  it.each([
    ['before its post', [processed(post), post], { ...NONE_PROCESSED, ...NONE_FAILED }],
    ['of a later post', [post, other, processed(other)], { ...NONE_PROCESSED, ...NONE_FAILED }],
    ['after another one', [post, processed(post), failed(post, 'late')], { ...ONE_PROCESSED, ...NONE_FAILED }],
    ['before its post, and again', [failed(post, ''), post, processed(post)], { ...ONE_PROCESSED, ...NONE_FAILED }],
    ['before its post comes again', [post, processed(post), post], { ...ONE_PROCESSED, ...NONE_FAILED }],
  ])('given an outcome %s, when applied, then only what follows its post first counts', async (_, events, sums) => {
    await inBatchesOf(events.length, ...events);
    const inOne = await model.rows('total_days');
    model = await ProjectionFixture.create(test.database, summaries);
    await inBatchesOf(1, ...events);

    expect(inOne).toMatchObject([{ ...ONE_RECEIVED, ...sums }]);
    expect(await model.rows('total_days')).toEqual(inOne);
  });

  it('given an outcome beside a post that comes again, when applied, then it settles what is stored', async () => {
    await model.batch(post);
    await model.batch(processed(post), post);

    expect(await model.rows('merchant_days')).toMatchObject([{ ...ONE_RECEIVED, ...ONE_PROCESSED }]);
  });

  it('given 0.1 and 0.2, and sums past 2^63, when applied, then they are exact', async () => {
    const amounts = ['10', '20', ...Array.from({ length: 10 }, () => '999999999999999999')];
    await model.batch(
      ...amounts.map((amount_minor, n) =>
        received(eventId(n), { transaction_id: `tx-${String(n)}`, amount_minor, currency: n < 2 ? 'USD' : 'EUR' }),
      ),
    );

    expect(await model.rows('total_days')).toMatchObject([
      { currency: 'EUR', received_count: '10', received_minor: '9999999999999999990' },
      { currency: 'USD', received_count: '2', received_minor: '30' },
    ]);
  });

  it('given a post without a merchant, when settled, then it counts in the totals only', async () => {
    const alone = received(eventId(1), { merchant_id: null });
    await inBatchesOf(1, alone, failed(alone, 'no funds'));

    expect(await model.rows('merchant_days')).toEqual([]);
    expect(await model.rows('merchant_quarters')).toEqual([]);
    for (const table of ['total_days', 'total_shifts', 'total_hours', 'total_quarters']) {
      expect(await model.rows(table)).toMatchObject([{ ...ONE_RECEIVED, failed_count: '1', failed_minor: '10050' }]);
    }
  });

  it('given Tehran days, when a post of 400 days ago comes late, then it and its outcome are in its own day', async () => {
    model = await ProjectionFixture.create(test.database, summaries, 'Asia/Tehran');
    const late = received(eventId(2), { transaction_id: 'tx-2', occurred_at: '2025-02-22T20:30:00Z' });
    await inBatchesOf(1, post, late, processed(late));

    expect(await model.rows('merchant_days')).toMatchObject([
      { day: new Date('2026-03-29'), received_count: '1', processed_count: '0' },
      { day: new Date('2025-02-23'), received_count: '1', processed_count: '1' },
    ]);
    expect(await model.rows('merchant_quarters')).toMatchObject([
      { quarter: new Date('2026-03-29T01:30Z') },
      { quarter: new Date('2025-02-22T20:30Z') },
    ]);
  });

  it('given a deletion amid a batch, when applied, then only what came after it in that partition is there', async () => {
    const elsewhere = received(eventId(10), { transaction_id: 'tx-9', amount_minor: '1' });
    await model.batchOf([
      [0, post],
      [1, elsewhere],
    ]);
    await model.batchOf([
      [0, processed(post)],
      [0, received(eventId(11), { transaction_id: 'tx-2' })],
      [0, deleted(eventId(12), 0)],
      [0, processed(post)],
      [0, other],
      [1, processed(elsewhere)],
    ]);

    expect(await model.rows('facts')).toMatchObject([{ first_event_id: eventId(3) }, { transaction_id: 'tx-9' }]);
    for (const name of BUCKET_TABLES.map(nameOfTable)) {
      const rows = await model.rows(name);
      expect(rows).toHaveLength(2);
      expect(rows).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ partition: 0, received_minor: '700', ...NONE_PROCESSED }),
          expect.objectContaining({ partition: 1, received_minor: '1', processed_count: '1' }),
        ]),
      );
    }
  });

  it('given a deletion and nothing else, when applied, then every table is empty', async () => {
    await model.batch(post, processed(post));
    await model.batch(deleted(eventId(12), 0));

    for (const table of TABLES) expect(await model.rows(table)).toEqual([]);
  });

  async function inBatchesOf(size: number, ...events: readonly DomainEvent[]): Promise<void> {
    for (let at = 0; at < events.length; at += size) await model.batch(...events.slice(at, at + size));
  }
});
