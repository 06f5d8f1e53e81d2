import { newEventId, PARTITIONS } from '@app/contracts';
import { partitionOf, type RecordPosition } from '@app/messaging';
import { pollUntil } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { requested } from '../../libs/projections/src/notification-log/notification-events.fixture.js';
import {
  conflictDetected,
  failed,
  processed,
  received,
} from '../../libs/projections/src/transaction-status/transaction-events.fixture.js';
import { atLeast, ReadStack, tokenOf } from '../support/read-stack.js';

const PATH = '/v1/transactions/tx-1/timeline';
const PARTITION = partitionOf('tx-1', PARTITIONS);

interface Timeline {
  readonly projections: readonly { readonly position: number }[];
}

describe('given a transaction with duplicates, a conflict, a reported outcome, a second outcome and a rewritten record', () => {
  const first = received(newEventId());
  const duplicate = received(newEventId());
  const differing = received(newEventId(), { amount_minor: '700' });
  const report = received(newEventId(), { reported_status: 'FAILED' });
  const fields = [{ field: 'amount', first: '100.50', now: '7.00' }];
  const conflict = conflictDetected(first, differing, fields);
  const outcome = failed(first, 'no funds');
  const second = processed(first, newEventId());
  const events = [first, duplicate, differing, conflict, report, outcome, second, first];
  let stack: ReadStack;
  let url: string;
  let last: RecordPosition;

  beforeAll(async () => {
    stack = await ReadStack.start();
    await stack.startProjector();
    ({ url } = await stack.startReadApi());
    for (const event of events) last = await stack.append(event);
  });
  afterAll(() => stack.close());

  it('when notifications about it are asked for, then its timeline shows them, and no others', async () => {
    const [told, other] = [newEventId(), newEventId()];
    const about = { notification_id: told, transaction_id: 'tx-1', rule: 'notify-when-transaction-failed' };
    await stack.append(requested(newEventId(), { notification_id: other, transaction_id: 'tx-2' }));
    const position = await stack.append(requested(newEventId(), about));
    expect((await fetch(`${url}/v1/notifications/${told}`, { headers: atLeast(position) })).status).toBe(200);

    expect(await (await fetch(url + PATH)).json()).toMatchObject({
      notifications: [
        {
          ...{ notification_id: told, rule: 'notify-when-transaction-failed', status: 'pending' },
          ...{ channels: ['sms', 'email'], requested_at: '2026-03-29T18:00:00.123456Z' },
        },
      ],
    });
    await stack.test.database
      .deleteFrom('projection_generations')
      .where('projection', '=', 'notification-log')
      .execute();
    expect(await (await fetch(url + PATH)).json()).toMatchObject({ notifications: [] });
  });

  it('when its timeline is read, then each event is there with its place, its time and what it did', async () => {
    const answer = await fetch(url + PATH, { headers: atLeast(last) });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('consistency-token')).toBe(tokenOf(last));
    const post = { type: 'TransactionReceived.v1', time: '2026-03-29T01:30:05.25Z' };
    const told = [
      { ...post, effect: 'first' },
      { ...post, effect: 'duplicate' },
      { ...post, effect: 'conflict', conflicting_fields: fields },
      {
        type: 'TransactionConflictDetected.v1',
        time: '2026-03-29T01:30:05.25Z',
        effect: 'conflict-noted',
        post_event_id: differing.id,
      },
      { ...post, effect: 'reported-outcome' },
      { type: 'TransactionFailed.v1', time: '2026-03-29T01:30:36Z', effect: 'outcome', reason: 'no funds' },
      {
        type: 'TransactionProcessed.v1',
        time: '2026-03-29T01:30:05.25Z',
        effect: 'ignored',
        reason: 'second-outcome',
      },
      { ...post, effect: 'ignored', reason: 'rewritten' },
    ];
    expect(await answer.json()).toEqual({
      transaction_id: 'tx-1',
      events: told.map((event, offset) => ({ ...event, event_id: events[offset]?.id, partition: PARTITION, offset })),
      truncated: false,
      projections: expect.arrayContaining([
        { name: 'transaction-status', generation: 1, position: 8, applied: 7, parked: 0 },
      ]),
      notifications: [],
    });
  });

  it('when every read model has caught up, then each says that it has applied the last event', async () => {
    const timeline = async (): Promise<Timeline> => (await (await fetch(url + PATH)).json()) as Timeline;
    await pollUntil(async () => (await timeline()).projections.every(({ position }) => position === 8), {
      what: 'all read models have applied the events',
    });

    const { projections } = await timeline();
    expect(projections.length).toBeGreaterThan(1);
    for (const projection of projections) expect(projection).toMatchObject({ applied: 7, parked: 0 });
  });

  it('when it is read again with its ETag, then 304', async () => {
    const etag = (await fetch(url + PATH, { headers: atLeast(last) })).headers.get('etag') ?? '';

    expect((await fetch(url + PATH, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('when events of it are parked, then its projection says which it has applied', async () => {
    await stack.test.database
      .insertInto('parked_records')
      .values({
        reader: 'transaction-status_g1',
        topic: 'transactions',
        partition: PARTITION,
        offset: 6,
        key: Buffer.from('tx-1'),
        value: null,
        headers: '{}',
        appended_at: new Date(0),
        error_class: 'sqlstate-22003',
        error_message: 'out of range',
      })
      .execute();

    expect(await (await fetch(url + PATH)).json()).toMatchObject({
      projections: expect.arrayContaining([expect.objectContaining({ applied: 5, parked: 1 })]),
    });
    await stack.test.database.deleteFrom('parked_records').execute();
  });

  it('when an outcome comes for a transaction that was never posted, then its timeline says that it was ignored', async () => {
    const nobody = received(newEventId(), { transaction_id: 'tx-nobody' });
    const position = await stack.append(processed(nobody));

    const answer = await fetch(`${url}/v1/transactions/tx-nobody/timeline`, { headers: atLeast(position) });
    expect(await answer.json()).toMatchObject({ events: [{ effect: 'ignored', reason: 'no-first-event' }] });
  });

  it('when nothing is known of a transaction, then 404; an id that breaks the rule is 400', async () => {
    const absent = await fetch(`${url}/v1/transactions/tx-absent/timeline`);
    expect(absent.status).toBe(404);
    expect(await absent.json()).toMatchObject({ code: 'transaction-not-found' });

    expect((await fetch(`${url}/v1/transactions/-tx/timeline`)).status).toBe(400);
  });
});
