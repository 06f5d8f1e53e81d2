import { parseConsistencyToken, PARTITIONS, type DomainEvent } from '@app/contracts';
import { partitionOf } from '@app/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startIngestion, type Answer, type IngestionUnderTest } from '../support/ingestion-app.js';
import { expectProblem } from '../support/transaction-bodies.js';

// Real: the app over HTTP and the broker. In this process, so that what it wrote can be compared at once.

const ROUTE = '/v1/notifications';
const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const SUMMARY = {
  user_id: '12345',
  title: 'Daily Transaction Summary',
  body: 'Your total settled amount for today is 490000 Rials.',
  channels: ['sms', 'email'],
};

const idOf = ({ body }: Answer): string => String(body['notification_id']);

describe('asking for a notification', () => {
  let ingestion: IngestionUnderTest;

  // Dialects are the transactions' affair.
  beforeAll(async () => {
    ingestion = await startIngestion({ READ_API_URL: 'https://read.example/base/', API_DIALECT: 'flask' });
  });
  afterAll(() => ingestion.close());

  const ask = (body: unknown, headers?: Readonly<Record<string, string>>) => ingestion.post(ROUTE, body, headers);
  const withKey = (key: string, change: object = {}) => ask({ ...SUMMARY, ...change }, { 'idempotency-key': key });
  const eventsOf = async (id: string): Promise<readonly DomainEvent[]> =>
    (await ingestion.written()).filter(({ subject }) => subject === id);

  it('given the daily summary, when asked for, then 202 with its places, and the log has all of it', async () => {
    const recipients = { email: 'user@example.org', webhook: 'https://example.org/hook' };
    const answer = await ask({ ...SUMMARY, recipients, colour: 'green' }, { traceparent: TRACEPARENT });

    const id = idOf(answer);
    const url = `https://read.example/base/v1/notifications/${id}`;
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({
      message: 'accepted',
      notification_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      status_url: url,
      ignored_fields: ['colour', 'recipients.webhook'],
    });
    expect(answer.headers.get('location')).toBe(url);
    const token = parseConsistencyToken(answer.headers.get('consistency-token') ?? '');
    expect(token?.topic).toBe('notifications');
    expect([...(token?.next.keys() ?? [])]).toEqual([partitionOf(id, PARTITIONS)]);
    expect(await eventsOf(id)).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        type: 'NotificationRequested.v1',
        source: '/tidemark/ingestion',
        time: expect.any(String),
        subject: id,
        traceparent: TRACEPARENT,
        data: {
          ...SUMMARY,
          notification_id: id,
          recipients: { email: 'user@example.org' },
          requested_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          source: 'unsigned',
        },
      },
    ]);
  });

  it('given the older route and a user that is a number, when asked, then 202 and the user is text', async () => {
    const answer = await ingestion.post('/api/notifications/', {
      ...SUMMARY,
      user_id: 12345,
      channels: ['email', 'email'],
    });
    expect(answer.status).toBe(202);
    expect(answer.body).toHaveProperty('message', 'accepted');
    expect(await eventsOf(idOf(answer))).toMatchObject([{ data: { user_id: '12345', channels: ['email'] } }]);
  });

  it('given the longest title, body and addresses, when asked for, then 202', async () => {
    const change = {
      title: '𝄞'.repeat(200),
      body: 'ü'.repeat(10_000),
      channels: ['telegram', 'webhook', 'sms', 'email'],
      recipients: { email: 'x'.repeat(320), webhook: 'x'.repeat(2_048), sms: '1'.repeat(64), telegram: '-'.repeat(64) },
    };
    const answer = await ask({ ...SUMMARY, ...change });
    expect(answer.status).toBe(202);
    expect(await eventsOf(idOf(answer))).toMatchObject([{ data: change }]);
  });

  it('given no key, when the same is asked for twice, then there are two notifications', async () => {
    const [first, second] = [await ask(SUMMARY), await ask(SUMMARY)];
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(idOf(first)).not.toBe(idOf(second));
  });

  it('given a key, when the same is asked for again, at any route, then it is the same notification', async () => {
    const first = await withKey('order-7');
    const again = await ingestion.post('/api/notifications', SUMMARY, { 'idempotency-key': 'order-7' });
    const other = await withKey('order-8');
    expect([first.status, again.status, other.status]).toEqual([202, 202, 202]);
    expect(again.body).toEqual(first.body);
    expect(idOf(other)).not.toBe(idOf(first));
  });

  it('given a key, when something else is asked for with it, then 422 and nothing more is written', async () => {
    const first = await withKey('reused-1');
    for (const change of [
      { body: 'Another text' },
      { user_id: '9' },
      { channels: ['sms'] },
      { recipients: { sms: '1' } },
    ]) {
      const other = await withKey('reused-1', change);
      expectProblem(other, { status: 422, pointer: '#/Idempotency-Key' });
      expect(other.body['code']).toBe('idempotency-key-reused');
    }
    expect(await eventsOf(idOf(first))).toHaveLength(1);
    // Neither is what is ignored another request.
    expect((await withKey('reused-1', { colour: 'green', recipients: { webhook: 'x' } })).status).toBe(202);
  });

  it('given another process, when something else is asked for with a known key, then it is the same notification', async () => {
    const first = await withKey('elsewhere-1');
    const second = await startIngestion();
    try {
      const other = await second.post(
        ROUTE,
        { ...SUMMARY, body: 'Another text' },
        { 'idempotency-key': 'elsewhere-1' },
      );
      expect(other.status).toBe(202);
      expect(idOf(other)).toBe(idOf(first));
    } finally {
      await second.close();
    }
  });

  it.each(['x'.repeat(255), '"8e03978e-40d5-43dd-bc93-6894a57f9324"', '!~'])(
    'given the key %s, when sent, then 202',
    async (key) => {
      expect((await withKey(key)).status).toBe(202);
    },
  );

  it.each(['', 'x'.repeat(256), 'a b', 'caf\u00e9', 'a\tb'])(
    'given %j as key, when sent, then 400 names the header',
    async (key) => {
      expectProblem(await withKey(key), { status: 400, pointer: '#/Idempotency-Key' });
    },
  );

  it('given another method, when sent, then 405 with Allow', async () => {
    for (const path of [ROUTE, '/api/notifications/', `${ROUTE}/${crypto.randomUUID()}/retries`]) {
      const answer = await ingestion.send(path, { method: 'PUT' });
      expectProblem(answer, { status: 405 });
      expect(answer.headers.get('allow')).toBe('POST');
    }
  });
});
