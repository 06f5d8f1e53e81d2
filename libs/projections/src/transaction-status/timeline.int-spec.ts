import type { DomainEvent } from '@app/contracts';
import { createTestDatabase, type TestDatabase } from '@app/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { ProjectionFixture } from '../projection.fixture.js';
import { timelineEvents } from './timeline-events.js';
import { conflictDetected, deleted, eventId, failed, processed, received } from './transaction-events.fixture.js';
import { transactionStatus } from './transaction-status.projection.js';

const FIELDS = [{ field: 'amount', first: '100.50', now: '7.00' }];

describe('the timeline of a transaction', () => {
  let test: TestDatabase;
  let model: ProjectionFixture;
  const post = received(eventId(1));
  const same = received(eventId(2));
  const other = received(eventId(3), { amount_minor: '700' });
  const success = received(eventId(4), { reported_status: 'SUCCESS' });
  const outcome = processed(post, eventId(5));
  const conflict = conflictDetected(post, other, FIELDS);

  beforeAll(async () => {
    test = await createTestDatabase();
  });
  afterAll(() => test.drop());
  beforeEach(async () => {
    model = await ProjectionFixture.create(test.database, transactionStatus);
  });

  it.each([
    ['in one batch', 100],
    ['two by two', 2],
    ['one by one', 1],
  ])('given events of every kind, when applied %s, then each is told of with what it did', async (_, size) => {
    await inBatchesOf(size, [
      ...[processed(post), post, same, other, success, conflict],
      ...[processed(other), outcome, failed(post, 'too late')],
      ...[post, same, conflict, { ...conflict, id: eventId(9) }, outcome, conflictDetected(other, same, FIELDS)],
    ]);

    expect(await told()).toEqual([
      '0 TransactionProcessed.v1 ignored no-first-event',
      '1 TransactionReceived.v1 first',
      '2 TransactionReceived.v1 duplicate',
      '3 TransactionReceived.v1 conflict amount',
      '4 TransactionReceived.v1 reported-outcome',
      `5 TransactionConflictDetected.v1 conflict-noted ${eventId(3)}`,
      '6 TransactionProcessed.v1 ignored other-first-event',
      '7 TransactionProcessed.v1 outcome',
      '8 TransactionFailed.v1 ignored second-outcome',
      '9 TransactionReceived.v1 ignored rewritten',
      '10 TransactionReceived.v1 ignored rewritten',
      '11 TransactionConflictDetected.v1 ignored rewritten',
      '12 TransactionConflictDetected.v1 ignored second-conflict',
      '13 TransactionProcessed.v1 ignored rewritten',
      '14 TransactionConflictDetected.v1 ignored other-first-event',
    ]);
  });

  it('given an event, when told of, then it has its id, its place and its time', async () => {
    await model.batch(post, { ...same, id: eventId(2), time: 'noon' }, post, {
      ...conflict,
      time: '2026-03-29T01:30:07.5Z',
    });
    await model.batch(failed(post, 'no funds'), { ...outcome, time: 'noon' });

    expect(await timeline()).toEqual([
      {
        type: 'TransactionReceived.v1',
        eventId: eventId(1),
        partition: 0,
        offset: 0,
        time: '2026-03-29T01:30:05.25Z',
        effect: 'first',
      },
      expect.objectContaining({ eventId: eventId(2), time: '2026-03-29T01:30:05.25Z' }),
      expect.objectContaining({ eventId: eventId(1), time: '2026-03-29T01:30:05.25Z', reason: 'rewritten' }),
      expect.objectContaining({ eventId: conflict.id, time: '2026-03-29T01:30:07.5Z' }),
      expect.objectContaining({ time: '2026-03-29T01:30:36Z', effect: 'outcome', failureReason: 'no funds' }),
      expect.objectContaining({ eventId: eventId(5), time: null, reason: 'second-outcome' }),
    ]);
  });

  it('given a conflict that is not noted yet, when told of, then its fields are not known', async () => {
    await model.batch(post, other);

    expect(await timeline()).toMatchObject([{ effect: 'first' }, { effect: 'conflict', conflictingFields: null }]);
  });

  it('given more events than are asked for, when told of, then these are the first', async () => {
    await model.batch(post, same, other, outcome);

    expect((await timeline(2)).map(({ offset }) => offset)).toEqual([0, 1]);
  });

  it('given a deletion, when told of, then nothing before it is there', async () => {
    await model.batch(post, post, outcome, outcome, deleted(eventId(20), 0), same);

    expect(await told()).toEqual(['5 TransactionReceived.v1 first']);
  });

  function timeline(limit = 100): ReturnType<typeof timelineEvents> {
    return test.database
      .transaction()
      .execute((transaction) => timelineEvents(transaction, model.schema, 'tx-1', limit));
  }

  /** `7 TransactionProcessed.v1 outcome`, one line an event. */
  async function told(): Promise<readonly string[]> {
    return (await timeline()).map((event) => {
      const { offset, type, effect } = event;
      const more =
        effect === 'ignored'
          ? event.reason
          : effect === 'conflict'
            ? event.conflictingFields?.map(({ field }) => field).join()
            : effect === 'conflict-noted'
              ? event.postEventId
              : undefined;
      return [offset, type, effect, ...(more === undefined ? [] : [more])].join(' ');
    });
  }

  async function inBatchesOf(size: number, events: readonly DomainEvent[]): Promise<void> {
    for (let at = 0; at < events.length; at += size) await model.batch(...events.slice(at, at + size));
  }
});
