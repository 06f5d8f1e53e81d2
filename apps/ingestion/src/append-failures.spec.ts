import {
  LogAdmin,
  LogSink,
  NotAppendedError,
  UnknownOutcomeError,
  type NewRecord,
  type RecordPosition,
} from '@app/messaging';
import { loadConfig, PinoLog } from '@app/platform';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { createIngestionApp } from './create-ingestion-app.js';
import { IngestionConfig } from './ingestion.config.js';

type Verdict = 'written' | 'not-appended' | 'unknown';

// Not real: the log. It judges each record by its transaction's id, or by its partition where it has none.
class JudgingLog extends LogSink {
  readonly reachable = true;
  closed = false;

  constructor(private readonly verdictOf: (record: NewRecord) => Verdict) {
    super();
  }

  async append(record: NewRecord): Promise<RecordPosition> {
    await Promise.resolve();
    const verdict = this.verdictOf(record);
    if (verdict === 'not-appended') throw new NotAppendedError('too many records wait');
    if (verdict === 'unknown') throw new UnknownOutcomeError('not confirmed');
    return { topic: record.topic, partition: record.partition, offset: 0 };
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

/** Nothing here asks it. */
class SilentAdmin extends LogAdmin {
  readonly offsets = unasked;
  readonly offsetsAt = unasked;
  readonly describe = unasked;
  readonly ensureTopic = unasked;
  readonly cluster = unasked;
  close(): Promise<void> {
    return Promise.resolve();
  }
}

function unasked(): Promise<never> {
  return Promise.reject(new Error('not part of this spec'));
}

let app: NestFastifyApplication | undefined;

afterEach(async () => {
  await app?.close();
  app = undefined;
});

async function start(
  verdictOf: (record: NewRecord) => Verdict,
): Promise<{ app: NestFastifyApplication; sink: JudgingLog }> {
  const config = loadConfig(IngestionConfig, { LOG_LEVEL: 'silent', ALLOW_DATA_RESET: 'true' });
  const sink = new JudgingLog(verdictOf);
  const log = PinoLog.create('ingestion', config.runtime);
  app = await createIngestionApp({ config, log, ports: { sink, admin: new SilentAdmin() } });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return { app, sink };
}

const byId = (record: NewRecord): Verdict => (record.key?.replace(/-\d+$/u, '') ?? 'written') as Verdict;

function transaction(transaction_id: string): object {
  return { transaction_id, source_account: 'a', destination_account: 'b', amount: '1.50', currency: 'USD' };
}

const NOTIFICATION = { user_id: '12345', body: 'Settled', channels: ['sms'] };

describe('a log that does not confirm', () => {
  it.each([
    ['not-appended', 'overloaded'],
    ['unknown', 'unknown-outcome'],
  ] as const)('given a write that is %s, when posted, then 503 %s with Retry-After', async (verdict, code) => {
    const { app } = await start(() => verdict);
    const older = { transaction_id: 'tx-1', user: 1, amount: 1, status: 'PENDING' };
    for (const [url, payload] of [
      ['/v1/webhooks/transactions', transaction('tx-1')],
      ['/api/add-transaction/', older],
    ] as const) {
      const response = await app.inject({ method: 'POST', url, payload });
      expect(response.statusCode).toBe(503);
      expect(response.headers['retry-after']).toMatch(/^[1-9]\d*$/);
      expect(response.json()).toMatchObject({
        type: expect.stringMatching(new RegExp(`${code}$`)),
        code,
        status: 503,
        retryable: true,
      });
      expect(response.headers).not.toHaveProperty('consistency-token');
    }
  });

  it('given a batch of every kind, when posted, then each item says what became of it', async () => {
    const { app } = await start(byId);
    const payload = [transaction('written-1'), transaction('not-appended-1'), {}, transaction('unknown-1')];
    const response = await app.inject({ method: 'POST', url: '/v1/webhooks/transactions/batch', payload });
    expect(response.statusCode).toBe(202);
    expect(response.json()).toMatchObject({
      accepted: 1,
      rejected: 1,
      unknown: 2,
      items: [
        { index: 0, transaction_id: 'written-1', result: 'accepted' },
        { index: 1, transaction_id: 'not-appended-1', result: 'unknown' },
        { index: 2, transaction_id: null, result: 'rejected' },
        { index: 3, transaction_id: 'unknown-1', result: 'unknown' },
      ],
    });
  });

  it.each([
    [['not-appended-1'], 'overloaded'],
    [['not-appended-1', 'unknown-1'], 'unknown-outcome'],
  ])('given a batch of which nothing was written (%j), when posted, then 503 %s with the items', async (ids, code) => {
    const { app } = await start(byId);
    const payload = [{}, ...ids.map(transaction)];
    const response = await app.inject({ method: 'POST', url: '/v1/webhooks/transactions/batch', payload });
    expect(response.statusCode).toBe(503);
    expect(response.headers).toHaveProperty('retry-after');
    expect(response.json()).toMatchObject({ code, accepted: 0, rejected: 1, unknown: ids.length });
  });

  it('given one partition that does not confirm, when everything is deleted, then 503 unknown-outcome', async () => {
    const { app } = await start(({ partition }) => (partition === 7 ? 'not-appended' : 'written'));
    const response = await app.inject({ method: 'DELETE', url: '/api/delete-transactions/' });
    expect(response.statusCode).toBe(503);
    expect(response.json()).toMatchObject({ code: 'unknown-outcome' });
  });

  it.each([
    ['not-appended', 'overloaded'],
    ['unknown', 'unknown-outcome'],
  ] as const)(
    'given a write that is %s, when a notification or retry is asked for, then 503 %s',
    async (verdict, code) => {
      let current: Verdict = verdict;
      const { app } = await start(() => current);
      const headers = { 'idempotency-key': 'order-7' };
      const ask = (title: string) =>
        app.inject({ method: 'POST', url: '/v1/notifications', headers, payload: { ...NOTIFICATION, title } });
      const retry = await app.inject({ method: 'POST', url: `/v1/notifications/${crypto.randomUUID()}/retries` });
      for (const response of [await ask('First'), retry]) {
        expect(response.statusCode).toBe(503);
        expect(response.headers['retry-after']).toMatch(/^[1-9]\d*$/);
        expect(response.headers).not.toHaveProperty('consistency-token');
        expect(response.json()).toMatchObject({ code, retryable: true });
      }
      // What was not confirmed is not held against whoever asks for something else.
      current = 'written';
      expect((await ask('Second')).statusCode).toBe(202);
      expect((await ask('First')).statusCode).toBe(422);
    },
  );

  it('given results of every kind, when counted, then the metrics tell them apart', async () => {
    const { app } = await start(byId);
    const payload = [transaction('written-1'), transaction('not-appended-1'), {}, transaction('unknown-1')];
    await app.inject({ method: 'POST', url: '/v1/webhooks/transactions/batch', payload });
    await app.inject({ method: 'POST', url: '/v1/webhooks/transactions', payload: {} });
    const { body } = await app.inject({ method: 'GET', url: '/metrics' });
    const counts = [...body.matchAll(/^tidemark_ingestion_transactions_total\{result="(.+)"\} (\d+)$/gmu)];
    expect(Object.fromEntries(counts.map(([, result, count]) => [result, Number(count)]))).toEqual({
      accepted: 1,
      overloaded: 1,
      'unknown-outcome': 1,
      rejected: 2,
    });
  });

  it('given an app that stops, when it has stopped, then the log is closed', async () => {
    const { app, sink } = await start(byId);
    await app.close();
    expect(sink.closed).toBe(true);
  });
});
