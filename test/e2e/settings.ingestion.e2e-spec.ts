import { parseConsistencyToken, PARTITIONS } from '@app/contracts';
import { freePort } from '@app/embedded';
import { describe, expect, it } from '@jest/globals';

import { startIngestion } from '../support/ingestion-app.js';
import { OLDER, transaction, WEBHOOK } from '../support/transaction-bodies.js';

// Real: the app over HTTP and the broker, or no broker at all.

describe('ingestion, as it is configured', () => {
  it.each([
    [
      'tidemark',
      (id: string) => ({
        message: 'accepted',
        transaction_id: id,
        status_url: expect.any(String),
        ignored_fields: ['x'],
      }),
    ],
    ['django', (id: string) => ({ message: 'accepted', transaction_id: id, status_url: expect.any(String) })],
    ['fastapi', () => ({ message: 'accepted' })],
    ['flask', () => ({ message: 'Webhook received' })],
  ])(
    'given the dialect %s, when posted, then the answer is its own and the headers are the same',
    async (dialect, expected) => {
      const ingestion = await startIngestion({ API_DIALECT: dialect });
      try {
        const { status, headers, body } = await ingestion.post(WEBHOOK, transaction('dialect-1', { x: 1 }));
        expect(status).toBe(202);
        expect(body).toEqual(expected('dialect-1'));
        expect(headers.get('location')).toBe('http://127.0.0.1:3001/v1/transactions/dialect-1');
        expect(headers.get('consistency-token')).toMatch(/^transactions\.\d+-1$/);
      } finally {
        await ingestion.close();
      }
    },
  );

  it('given permission to delete, when asked to, then every partition is told', async () => {
    const ingestion = await startIngestion({ ALLOW_DATA_RESET: 'true' });
    try {
      await ingestion.post(WEBHOOK, transaction('gone-1'));
      const { status, headers } = await ingestion.send('/api/delete-transactions/', { method: 'DELETE' });
      expect(status).toBe(202);
      expect(parseConsistencyToken(headers.get('consistency-token') ?? '')?.next.size).toBe(PARTITIONS);
      const deleted = (await ingestion.written()).filter(({ type }) => type === 'TransactionsDeleted.v1');
      expect(deleted.map(({ data }) => ('partition' in data ? data.partition : NaN)).sort((a, b) => a - b)).toEqual(
        Array.from({ length: PARTITIONS }, (_, partition) => partition),
      );
      const wrongMethod = await ingestion.send('/api/delete-transactions/');
      expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'DELETE']);
    } finally {
      await ingestion.close();
    }
  });

  it('given another default currency, when an older post names none, then it is that one', async () => {
    const ingestion = await startIngestion({ DEFAULT_CURRENCY: 'KWD' });
    try {
      await ingestion.post(OLDER, { transaction_id: 'kwd-1', user: 'u', amount: '1.250', status: 'PENDING' });
      expect(await ingestion.written()).toMatchObject([
        { data: { amount_minor: '1250', currency: 'KWD', exponent: 3, user_id: 'u' } },
      ]);
    } finally {
      await ingestion.close();
    }
  });

  it('given requests in flight, when the app stops, then each of them is answered and in the log', async () => {
    const ingestion = await startIngestion();
    try {
      const posts = Array.from({ length: 50 }, (_, at) => ingestion.post(WEBHOOK, transaction(`drain-${String(at)}`)));
      await Promise.race(posts);
      await ingestion.stop();
      // What came too late was not accepted as a connection; whatever was answered was a 202.
      const answered = (await Promise.allSettled(posts)).flatMap((post) => ('value' in post ? post.value : []));
      expect(answered.map(({ status }) => status)).toEqual(answered.map(() => 202));
      const inLog = new Set((await ingestion.written()).map(({ subject }) => subject));
      expect(answered.filter(({ body }) => !inLog.has(String(body['transaction_id'])))).toEqual([]);
    } finally {
      await ingestion.close();
    }
  });
});

describe('ingestion without a broker', () => {
  it('given no broker, when posted, then 503 with Retry-After, and it is not ready', async () => {
    const nobody = `127.0.0.1:${String(await freePort())}`;
    const ingestion = await startIngestion({ KAFKA_BROKERS: nobody, PRODUCE_DEADLINE_MS: '500' });
    try {
      const { status, headers, body } = await ingestion.post(WEBHOOK, transaction('nowhere-1'));
      expect(status).toBe(503);
      expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
      expect(body).toMatchObject({ code: expect.stringMatching(/^(overloaded|unknown-outcome)$/), retryable: true });
      expect((await ingestion.send('/health/ready')).status).toBe(503);
      expect((await ingestion.send('/health/live')).status).toBe(200);
    } finally {
      await ingestion.close();
    }
  });
});
