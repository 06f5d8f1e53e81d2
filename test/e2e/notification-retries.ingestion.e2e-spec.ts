import { parseConsistencyToken, type DomainEvent } from '@app/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startIngestion, type IngestionUnderTest } from '../support/ingestion-app.js';
import { expectProblem } from '../support/transaction-bodies.js';

// Real: the app over HTTP and the broker. In this process, so that what it wrote can be compared at once.

const ROUTE = '/v1/notifications';

describe('asking for a retry', () => {
  let ingestion: IngestionUnderTest;

  beforeAll(async () => {
    ingestion = await startIngestion();
  });
  afterAll(() => ingestion.close());

  const retriesOf = (id: string): string => `${ROUTE}/${id}/retries`;
  const eventsOf = async (id: string): Promise<readonly DomainEvent[]> =>
    (await ingestion.written()).filter(({ subject }) => subject === id);

  it('given channels, when asked, then 202 with its places, and the log has it', async () => {
    const id = crypto.randomUUID();
    const answer = await ingestion.post(`${retriesOf(id.toUpperCase())}/`, { channels: ['sms', 'sms'] });
    const url = `http://127.0.0.1:3001/v1/notifications/${id}`;
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ message: 'accepted', notification_id: id, status_url: url });
    expect(answer.headers.get('location')).toBe(url);
    expect(parseConsistencyToken(answer.headers.get('consistency-token') ?? '')?.topic).toBe('notifications');
    expect(await eventsOf(id)).toMatchObject([
      {
        type: 'NotificationRetryRequested.v1',
        source: '/tidemark/ingestion',
        data: { notification_id: id, channels: ['sms'], requested_by: 'api', requested_at: expect.any(String) },
      },
    ]);
  });

  it('given {}, an empty body or none, when asked, then all channels are meant', async () => {
    const id = crypto.randomUUID();
    const statuses = [
      await ingestion.post(retriesOf(id), {}),
      await ingestion.post(retriesOf(id), ''),
      await ingestion.send(retriesOf(id), { method: 'POST' }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([202, 202, 202]);
    const events = await eventsOf(id);
    expect(events).toHaveLength(3);
    for (const { data } of events) expect(data).not.toHaveProperty('channels');
  });

  it.each([
    ['an id that is no UUID', 'not-one', {}, '#/id'],
    ['an id with more behind it', `${crypto.randomUUID()}0`, {}, '#/id'],
    ['an unknown channel', crypto.randomUUID(), { channels: ['pigeon'] }, '#/channels/0'],
    ['no channels', crypto.randomUUID(), { channels: [] }, '#/channels'],
    ['null as channels', crypto.randomUUID(), { channels: null }, '#/channels'],
    ['null', crypto.randomUUID(), 'null', '#'],
    ['a list', crypto.randomUUID(), ['sms'], '#'],
    ['NUL somewhere', crypto.randomUUID(), { other: 'a\0' }, '#/other'],
  ])('given %s, when asked, then 400 names it', async (_what, id, body, pointer) => {
    expectProblem(await ingestion.post(retriesOf(id), body), { status: 400, pointer });
    expect(await eventsOf(id)).toEqual([]);
  });
});
