import { isDataError } from '@app/database';
import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { ProjectionFixture } from '../projection.fixture.js';
import { eventId, received } from '../transaction-status/transaction-events.fixture.js';
import { summaries } from './summaries.projection.js';

describe.each(['UTC', 'Asia/Tehran'])('summaries in days of %s', (zone) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.drop());

  it.each([
    ['an id that no index holds', { transaction_id: 'x'.repeat(5_000) }, '23514'],
    ['a merchant that no index holds', { merchant_id: 'x'.repeat(5_000) }, '23514'],
    ['an amount past bigint', { amount_minor: '9'.repeat(19) }, '22003'],
    ['a day that does not exist', { occurred_at: '2026-02-30T00:00:00Z' }, '22008'],
    ['a month that does not exist', { occurred_at: '2026-13-01T00:00:00Z' }, '22008'],
    ['a NUL', { merchant_id: 'a\0b' }, '22021'],
  ])('given %s, when applied, then PostgreSQL refuses it as wrong data', async (_, data, code) => {
    const model = await ProjectionFixture.create(test.database, summaries, zone);
    const refusal: unknown = await model.batch(received(eventId(1), data)).catch((error: unknown) => error);

    expect(isDataError(refusal)).toBe(true);
    expect(refusal).toMatchObject({ code });
  });
});
