import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { ProjectionFixture } from '../projection.fixture.js';
import type { ListPlace } from '../sql/list-page.js';
import { planOfList, WASTEFUL, type ListPlan } from '../sql/list-plans.fixture.js';
import type { NotificationFilters } from './list-notifications.query.js';
import { fillNotifications } from './many-notifications.fixture.js';
import { notificationLog } from './notification-log.projection.js';
import { notificationPage } from './notification-page.js';

const AFTER = { time: '2026-03-01T00:00:01Z', offset: 17, partition: 3 };

describe('the plans of lists', () => {
  let test: TestDatabase;
  let model: ProjectionFixture;

  beforeAll(async () => {
    test = await createTestDatabase();
    model = await ProjectionFixture.create(test.database, notificationLog);
  });
  afterAll(() => test.drop());

  describe.each([
    ['an empty table', 0, false],
    ['20,000 rows without statistics', 20_000, false],
    ['20,000 rows with statistics', 0, true],
  ])('given %s', (_, more, analyze) => {
    beforeAll(async () => {
      if (more > 0) await fillNotifications(test.database, model.schema, more);
      if (analyze) await sql`ANALYZE`.execute(test.database);
    });

    it.each<[NotificationFilters, string]>([
      [{}, 'notifications_by_time'],
      [{ status: 'sent' }, 'notifications_by_time'],
      [{ userId: 'u-1' }, 'notifications_by_user'],
      [{ userId: 'u-1', status: 'unknown', channel: 'sms' }, 'notifications_by_user, deliveries_pkey'],
      [{ status: 'failed' }, 'unsent_pkey, notifications_pkey'],
      [{ status: 'unknown', channel: 'sms' }, 'unsent_pkey, notifications_pkey'],
      [{ channel: 'sms' }, 'deliveries_by_channel, notifications_pkey'],
      [{ channel: 'sms', status: 'sent' }, 'deliveries_by_channel, notifications_pkey'],
    ])('when %j is listed, then its index is read in its order, on page 1 and later: %s', async (filters, indexes) => {
      for (const after of [undefined, AFTER]) {
        const plan = await planOf(filters, after);

        expect(plan.nodes.filter((node) => WASTEFUL.includes(node))).toEqual([]);
        expect(plan.indexes.join(', ')).toBe(indexes);
      }
    });
  });

  function planOf(filters: NotificationFilters, after: ListPlace | undefined): Promise<ListPlan> {
    return planOfList(test.database, (transaction) =>
      notificationPage(transaction, model.schema, { filters, limit: 50, after }),
    );
  }
});
