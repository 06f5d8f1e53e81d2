import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { eventId, received } from '../transaction-status/transaction-events.fixture.js';
import type { Placed } from './random-log.fixture.js';
import { SummariesApi } from './summaries-api.fixture.js';

const LOG = Array.from({ length: 500 }, (_, n): Placed => [
  n % 12,
  received(eventId(n), { transaction_id: `tx-${n}` }),
]);

describe('the plans of the summaries', () => {
  let api: SummariesApi;
  beforeAll(async () => {
    api = await SummariesApi.start();
    await api.apply(LOG);
  });
  afterAll(() => api.close());

  it.each([
    ['/v1/summaries', ['total_days']],
    ['/v1/summaries?granularity=month&currency=EUR', ['total_days']],
    ['/v1/summaries?merchant_id=acc-2', ['merchant_days']],
    ['/v1/summaries?merchant_id=acc-2&time_zone=Asia/Tehran&status=failed', ['merchant_quarters']],
    ['/v1/summaries?time_zone=Europe/Berlin&granularity=week', ['total_hours', 'total_shifts']],
    [
      '/v1/summaries?time_zone=Asia/Kathmandu&from=2026-01-01&to=2027-01-01',
      ['total_hours', 'total_quarters', 'total_shifts'],
    ],
    ['/api/transactions/summary?mode=monthly&type=amount', ['total_days']],
    ['/api/transactions/summary?merchant_id=acc-2', ['merchant_days']],
    ['/api/transactions/average/?from=2026-01-01&to=2026-12-31', ['total_days']],
  ])('given %s, when read, then only %j is, and never a transaction', async (path, expected) => {
    const tables = await api.tablesReadBy(() => api.json(path));

    expect([...tables].filter((table) => !BOOKKEEPING.has(table)).sort()).toEqual(expected);
  });
});

/** What every list reads to say how fresh it is. */
const BOOKKEEPING = new Set(['projection_generations', 'log_positions']);
