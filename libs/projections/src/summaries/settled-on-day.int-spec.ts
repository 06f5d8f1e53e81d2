import type { TransactionReceivedData } from '@app/contracts';
import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { generationOf } from '../generations/generation.js';
import { ProjectionFixture } from '../projection.fixture.js';
import { eventId, failed, processed, received } from '../transaction-status/transaction-events.fixture.js';
import { settledOnDay, type SettledPage, type SettledRequest } from './settled-on-day.js';
import { summaries } from './summaries.projection.js';

const DAY = '2026-03-29';

describe('settledOnDay', () => {
  let test: TestDatabase;
  let model: ProjectionFixture;
  let posts = 0;

  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    model = await ProjectionFixture.create(test.database, summaries);
  });

  const post = (data: Partial<TransactionReceivedData>) => {
    posts += 1;
    return received(eventId(posts), { transaction_id: `tx-${String(posts)}`, ...data });
  };
  const settle = async (
    merchantId: string,
    data: Partial<TransactionReceivedData> = {},
    partition = 0,
  ): Promise<void> => {
    const it = post({ merchant_id: merchantId, ...data });
    await model.batchOf([
      [partition, it],
      [partition, processed(it)],
    ]);
  };
  const read = (request: Partial<SettledRequest> = {}): Promise<SettledPage> =>
    test.database
      .transaction()
      .execute((transaction) =>
        settledOnDay(
          transaction,
          { ...generationOf('summaries', 1, 'UTC'), schema: model.schema },
          { day: DAY, currency: undefined, after: '', limit: 100, ...request },
        ),
      );
  const sum = (merchantId: string, currency: string, minor: bigint, count = 1) => ({
    ...{ merchantId, currency, exponent: 2, minor, count },
  });

  it('given merchants with all kinds of transactions, when read, then it is what was processed of that day, in any partition', async () => {
    await settle('m-1', { currency: 'IRR', amount_minor: '19000000' }, 0);
    await settle('m-1', { currency: 'IRR', amount_minor: '30000000' }, 7);
    await settle('m-1', { currency: 'EUR', amount_minor: '1050' });
    await settle('m-2', { currency: 'IRR', amount_minor: '100' });
    await settle('m-2', { currency: 'IRR', amount_minor: '999', occurred_at: '2026-03-28T23:59:59.9Z' });
    const [open, refused] = [post({ merchant_id: 'm-1' }), post({ merchant_id: 'm-3' })];
    await model.batch(open, refused, failed(refused, 'no'));

    expect(await read()).toEqual({
      settled: [sum('m-1', 'EUR', 1050n), sum('m-1', 'IRR', 49000000n, 2), sum('m-2', 'IRR', 100n)],
      last: undefined,
    });
    expect((await read({ currency: 'IRR' })).settled).toEqual([
      sum('m-1', 'IRR', 49000000n, 2),
      sum('m-2', 'IRR', 100n),
    ]);
  });

  it('given a currency whose exponent has changed, when read, then amounts are of the larger one', async () => {
    await settle('m-1', { currency: 'IRR', exponent: 0, amount_minor: '5' });
    await settle('m-1', { currency: 'IRR', exponent: 2, amount_minor: '25' });

    expect((await read()).settled).toEqual([sum('m-1', 'IRR', 525n, 2)]);
  });

  it('given many merchants, some without that day, when read page by page, then each is read once, in order', async () => {
    const ids = Array.from({ length: 25 }, (_, n) => `m-${String(n).padStart(2, '0')}`);
    for (const [n, id] of ids.entries()) {
      await settle(id, n % 3 === 0 ? { occurred_at: '2026-03-01T00:00:00Z' } : {});
    }

    const found: string[] = [];
    let pages = 0;
    let after: string | undefined = '';
    while (after !== undefined) {
      const page: SettledPage = await read({ after, limit: 4 });
      found.push(...page.settled.map(({ merchantId }) => merchantId));
      after = page.last;
      pages += 1;
    }

    expect(found).toEqual(ids.filter((_, n) => n % 3 !== 0));
    expect(pages).toBe(7);
  });

  it('given no merchant at all, when read, then there is nothing', async () => {
    expect(await read()).toEqual({ settled: [], last: undefined });
  });
});
