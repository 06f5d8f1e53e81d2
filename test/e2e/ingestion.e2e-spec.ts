import { parseConsistencyToken, PARTITIONS } from '@app/contracts';
import { partitionOf } from '@app/messaging';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { startIngestion, type IngestionUnderTest } from '../support/ingestion-app.js';
import { BATCH, NDJSON, OLDER, transaction, WEBHOOK } from '../support/transaction-bodies.js';

// Real: the app over HTTP and the broker. In this process, so that what it wrote can be compared at once.

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('ingestion', () => {
  let ingestion: IngestionUnderTest;

  beforeAll(async () => {
    ingestion = await startIngestion({ READ_API_URL: 'https://read.example/base/' });
  });
  afterAll(() => ingestion.close());

  const eventsOf = async (id: string) => (await ingestion.written()).filter(({ subject }) => subject === id);

  it('given a running app, when asked how it is, then it is healthy and ready', async () => {
    const heartbeat = await ingestion.send('/');
    expect(heartbeat.body).toEqual({ status: 'HEALTHY', current_time: expect.stringMatching(/^\d{4}-.*Z$/) });
    expect((await ingestion.send('/health/live')).status).toBe(200);
    expect((await ingestion.send('/health/ready/')).status).toBe(200);
    expect((await ingestion.send('/metrics')).text).toContain('tidemark_ingestion_transactions_total');
  });

  it('given a full transaction, when posted, then 202 with its places, and the log has all of it', async () => {
    const body = transaction('full-1', {
      merchant_id: 'shop:7',
      user_id: 'user_9',
      occurred_at: '2026-03-29T01:30:00.120+02:00',
      metadata: { order: 'A-1', vip: true, items: 3, note: null },
      colour: 'green',
    });
    const { status, headers, body: answer } = await ingestion.post(WEBHOOK, body, { traceparent: TRACEPARENT });

    const url = 'https://read.example/base/v1/transactions/full-1';
    expect(status).toBe(202);
    expect(answer).toEqual({
      message: 'accepted',
      transaction_id: 'full-1',
      status_url: url,
      ignored_fields: ['colour'],
    });
    expect(headers.get('location')).toBe(url);
    expect(parseConsistencyToken(headers.get('consistency-token') ?? '')?.topic).toBe('transactions');
    expect(await eventsOf('full-1')).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        type: 'TransactionReceived.v1',
        source: '/tidemark/ingestion',
        time: expect.any(String),
        subject: 'full-1',
        traceparent: TRACEPARENT,
        data: {
          transaction_id: 'full-1',
          source_account: 'acc-1',
          destination_account: 'acc-2',
          merchant_id: 'shop:7',
          user_id: 'user_9',
          amount_minor: '10050',
          currency: 'USD',
          exponent: 2,
          occurred_at: '2026-03-28T23:30:00.12Z',
          received_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          source: 'unsigned',
          metadata: { order: 'A-1', vip: true, items: 3, note: null },
          fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      },
    ]);
  });

  it('given the same post twice, when posted, then both are 202 and both are in the log', async () => {
    const first = await ingestion.post(WEBHOOK, transaction('twice-1'));
    const second = await ingestion.post(`${WEBHOOK}/`, transaction('twice-1'));
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(second.body).toEqual(first.body);
    expect(await eventsOf('twice-1')).toHaveLength(2);
  });

  it('given a token, when read, then it names the partition of the id and the offset after the record', async () => {
    const before = await ingestion.post(WEBHOOK, transaction('token-1'));
    const after = await ingestion.post(WEBHOOK, transaction('token-1'));
    const partition = partitionOf('token-1', PARTITIONS);
    const next = [before, after].map(
      ({ headers }) => parseConsistencyToken(headers.get('consistency-token') ?? '')?.next.get(partition) ?? NaN,
    );
    expect(next[1]).toBe(Number(next[0]) + 1);
  });

  it('given the older route, when posted, then 200 with its message, and the log has user and status', async () => {
    const body = { transaction_id: 'older-1', user: 42, amount: 12.5, status: 'SUCCESS' };
    const { status, body: answer } = await ingestion.post(OLDER, body);
    expect(status).toBe(200);
    expect(answer).toEqual({ message: 'Transaction detail was obtained successfully.' });
    expect(await eventsOf('older-1')).toMatchObject([
      {
        data: {
          user_id: '42',
          user_id_type: 'number',
          amount_minor: '1250',
          currency: 'USD',
          reported_status: 'SUCCESS',
          source_account: null,
          destination_account: null,
          merchant_id: null,
          defaulted_fields: ['currency', 'occurred_at'],
        },
      },
    ]);
  });

  it('given a batch with one bad item, when posted, then the others are in the log', async () => {
    const items = [transaction('batch-1'), transaction('batch-2', { amount: '0.001' }), transaction('batch-3')];
    const { status, headers, body } = await ingestion.post(BATCH, items);
    expect(status).toBe(202);
    expect(body).toEqual({
      accepted: 2,
      rejected: 1,
      unknown: 0,
      items: [
        { index: 0, transaction_id: 'batch-1', result: 'accepted' },
        {
          index: 1,
          transaction_id: 'batch-2',
          result: 'rejected',
          errors: [{ pointer: '#/amount', detail: 'must have at most 2 decimals' }],
        },
        { index: 2, transaction_id: 'batch-3', result: 'accepted' },
      ],
    });
    const token = parseConsistencyToken(headers.get('consistency-token') ?? '');
    const partitions = ['batch-1', 'batch-3'].map((id) => partitionOf(id, PARTITIONS));
    expect(new Set(token?.next.keys())).toEqual(new Set(partitions));
    expect(await eventsOf('batch-1')).toHaveLength(1);
    expect(await eventsOf('batch-2')).toHaveLength(0);
    expect(await eventsOf('batch-3')).toHaveLength(1);
  });

  it('given lines of JSON, when posted, then a line that is no JSON is a rejected item', async () => {
    const lines = `${JSON.stringify(transaction('line-1'))}\r\n{"transaction_id":\n\n${JSON.stringify(transaction('line-2'))}\n`;
    const { status, body } = await ingestion.post(BATCH, lines, NDJSON);
    expect(status).toBe(202);
    expect(body).toMatchObject({
      accepted: 2,
      rejected: 1,
      items: [
        { index: 0, transaction_id: 'line-1', result: 'accepted' },
        { index: 1, transaction_id: null, result: 'rejected', errors: [{ pointer: '#', detail: 'is not JSON' }] },
        { index: 2, transaction_id: 'line-2', result: 'accepted' },
      ],
    });
  });

  it('given two posts of one id in a batch, when posted, then the log has them in their order', async () => {
    await ingestion.post(BATCH, [
      transaction('order-1', { amount: '1.00' }),
      transaction('order-1', { amount: '2.00' }),
    ]);
    expect(await eventsOf('order-1')).toMatchObject([
      { data: { amount_minor: '100' } },
      { data: { amount_minor: '200' } },
    ]);
  });

  it('given a thousand items, when posted, then all are accepted; one more is a 413', async () => {
    const items = Array.from({ length: 1_001 }, (_, at) => transaction(`thousand-${String(at)}`));
    const { status, body } = await ingestion.post(BATCH, items.slice(1));
    expect([status, body['accepted']]).toEqual([202, 1_000]);
    expect((await ingestion.post(BATCH, items)).status).toBe(413);
    const lines = items.map((item) => JSON.stringify(item)).join('\n');
    expect((await ingestion.post(BATCH, lines, NDJSON)).status).toBe(413);
    expect(await eventsOf('thousand-0')).toHaveLength(0);
  });

  it('given no permission to delete, when asked to, then there is no such route for any method', async () => {
    for (const method of ['DELETE', 'POST', 'GET']) {
      expect((await ingestion.send('/api/delete-transactions/', { method })).status).toBe(404);
    }
  });
});
