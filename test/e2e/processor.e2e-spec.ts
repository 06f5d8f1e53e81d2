import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { consequenceId, newEventId, PARTITIONS, type DomainEvent } from '@app/contracts';
import { pollUntil } from '@app/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { post, posts } from '../support/posts.js';
import { processorsUnderTest, type ProcessorsUnderTest, type RunningProcessor } from '../support/processor-app.js';

// Real: broker, database, HTTP, the whole app; in this process, so that what it wrote can be compared at once.

describe('the processor', () => {
  let processors: ProcessorsUnderTest;
  const running: RunningProcessor[] = [];

  beforeAll(async () => {
    processors = await processorsUnderTest();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((processor) => processor.stop()));
  });
  afterAll(() => processors.close());

  const startReady = async (env: Record<string, string>): Promise<RunningProcessor> => {
    const processor = await processors.startReady(env);
    running.push(processor);
    return processor;
  };
  const told = async (prefix: string): Promise<DomainEvent[]> =>
    (await processors.written()).filter(
      ({ subject, source }) => subject?.startsWith(prefix) === true && source === '/tidemark/processor',
    );
  const distinct = (events: readonly DomainEvent[]): number =>
    new Set(events.map((event) => JSON.stringify(event))).size;
  /** Waits until every one of these transactions has its outcome. @returns all that the processor wrote about them */
  const settled = (prefix: string, count: number): Promise<DomainEvent[]> =>
    pollUntil(
      async () => {
        const events = await told(prefix);
        const ids = new Set(events.filter(({ type }) => !type.includes('Conflict')).map(({ subject }) => subject));
        return ids.size === count && events;
      },
      { what: `${String(count)} transactions are settled` },
    );

  it.each(['0', '200'])(
    'given a delay of %s ms, when transactions come, then each is processed once',
    async (PROCESSING_DELAY_MS) => {
      const { url } = await startReady({ PROCESSING_DELAY_MS });
      const prefix = `delay${PROCESSING_DELAY_MS}`;
      const sent = posts(prefix, 300);
      await processors.write(
        ...sent,
        ...sent.map(({ data }) => post(data.transaction_id, { metadata: { retry: true } })),
      );
      const events = await settled(prefix, 300);
      expect(events.map(({ id }) => id).sort()).toEqual(sent.map(({ id }) => consequenceId('outcome', id)).sort());
      const waited = events.map(
        ({ time, subject }) => Date.parse(time) - Date.parse(sent.find((it) => it.subject === subject)?.time ?? ''),
      );
      expect(Math.min(...waited)).toBeGreaterThanOrEqual(Number(PROCESSING_DELAY_MS) - 1);
      expect(await (await fetch(`${url}/metrics`)).text()).toContain(
        'tidemark_processor_events_total{type="TransactionProcessed.v1"',
      );
    },
    40_000,
  );

  it('given conflicts and reported outcomes, when read, then they are told without delay', async () => {
    await startReady({ PROCESSING_DELAY_MS: '600000' });
    await processors.write(
      post('said-1', { reported_status: 'FAILED' }),
      post('said-2', { reported_status: 'PENDING' }),
    );
    await processors.write(post('said-2', { amount_minor: '1' }), post('said-2', { reported_status: 'SUCCESS' }));
    const types = (await settled('said', 2)).map(({ subject, type }) => `${String(subject)} ${type}`);
    expect(types.sort()).toEqual([
      'said-1 TransactionFailed.v1',
      'said-2 TransactionConflictDetected.v1',
      'said-2 TransactionProcessed.v1',
    ]);
  });

  it('given processors that come and go, when transactions come all the time, then each has one outcome', async () => {
    const env = { PROCESSING_DELAY_MS: '100' };
    const first = await startReady(env);
    await processors.write(...posts('moving-a', 500));
    const second = await startReady(env);
    await processors.write(...posts('moving-b', 500));
    await first.stop();
    await processors.write(...posts('moving-c', 500));
    const third = await startReady({ PROCESSING_DELAY_MS: '0' });
    await processors.write(...posts('moving-d', 500));
    await second.stop();
    const events = await settled('moving', 2_000);
    expect(distinct(events)).toBe(2_000);
    expect((await fetch(`${third.url}/health/ready`)).status).toBe(200);
  });

  it('given a deletion, when ids are used anew, then they are claimed anew', async () => {
    await startReady({ PROCESSING_DELAY_MS: '0' });
    await processors.write(...posts('anew', 50));
    await settled('anew', 50);
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      const data = { partition, deleted_at: new Date().toISOString() };
      const event = { id: newEventId(), source: '/tidemark/spec', time: data.deleted_at, subject: null, data };
      await processors.writeInto(partition, { ...event, type: 'TransactionsDeleted.v1' });
    }
    await processors.write(...posts('anew', 50));
    await pollUntil(async () => distinct(await told('anew')) === 100, { what: 'all have a second outcome' });
  });

  it('given engines that are away, when started, then it lives, is not ready, and stops when asked', async () => {
    const nowhere = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing', KAFKA_BROKERS: '127.0.0.1:1' };
    const processor = await processors.start(nowhere);
    expect((await fetch(`${processor.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${processor.url}/health/ready`)).status).toBe(503);
    await processor.stop();
  });

  describe('with the http policy', () => {
    let service: Server;
    const keys: string[] = [];
    const waiting: ServerResponse[] = [];

    beforeAll(async () => {
      service = createServer((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const { transaction_id: id } = JSON.parse(Buffer.concat(chunks).toString()) as { transaction_id: string };
          keys.push(String(request.headers['idempotency-key']));
          if (id.startsWith('asked-slow')) waiting.push(response);
          else if (id.startsWith('asked-no')) response.end('{"status":"FAILED","reason":"no funds"}');
          else if (keys.length % 5 === 0) response.writeHead(500).end();
          else response.end('{"status":"PROCESSED"}');
        });
      });
      await once(service.listen(0, '127.0.0.1'), 'listening');
    });
    afterAll(() => {
      service.closeAllConnections();
      service.close();
    });

    it('given a service that is slow for some and fails for others, when asked, then nobody waits for another', async () => {
      const url = `http://127.0.0.1:${String((service.address() as AddressInfo).port)}`;
      const places = { SETTLEMENT_CONCURRENCY: '6', SETTLEMENT_TIMEOUT_MS: '30000', SETTLEMENT_MAX_ATTEMPTS: '20' };
      await startReady({ SETTLEMENT_POLICY: 'http', SETTLEMENT_URL: url, PROCESSING_DELAY_MS: '0', ...places });
      await processors.write(...posts('asked-slow', 5));
      await pollUntil(() => waiting.length === 5, { what: 'all but one place are taken' });
      const [refused, ...others] = [post('asked-no'), ...posts('asked-yes', 50)];
      await processors.write(refused, ...others);
      const events = await settled('asked-yes', 50);
      expect(events.map(({ id }) => id).sort()).toEqual(others.map(({ id }) => consequenceId('outcome', id)).sort());
      expect(new Set(keys)).toEqual(expect.objectContaining({ size: 56 }));
      expect(await settled('asked-no', 1)).toMatchObject([
        { type: 'TransactionFailed.v1', data: { reason: 'no funds' } },
      ]);
      expect(await told('asked-slow')).toEqual([]);
      for (const response of waiting.splice(0)) response.end('{"status":"PROCESSED"}');
      await settled('asked-slow', 5);
    });
  });
});
