import type { Channel, DomainEvent } from '@app/contracts';
import { LogSink, NotAppendedError, type NewRecord, type RecordPosition } from '@app/messaging';
import { describe, expect, it } from '@jest/globals';

import type { FoundDelivery } from './find-deliveries.js';
import { requestRetries, retriesOf, type Retry } from './retry-run.js';

// Not real: the log. It keeps what it is given in memory, up to a number of records.
class SmallLog extends LogSink {
  readonly reachable = true;
  readonly records: NewRecord[] = [];

  constructor(private readonly room = Infinity) {
    super();
  }

  append(record: NewRecord): Promise<RecordPosition> {
    if (this.records.length >= this.room) return Promise.reject(new NotAppendedError('full'));
    this.records.push(record);
    return Promise.resolve({ topic: record.topic, partition: record.partition, offset: this.records.length - 1 });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

function delivery(notification_id: string, channel: Channel): FoundDelivery {
  return {
    notification_id,
    channel,
    user_id: '12345',
    status: 'failed',
    attempts: 1,
    requested_at: new Date(0),
    last_attempt_at: new Date(0),
    provider: 'log',
    error_message: null,
  };
}

const idAt = (at: number): string => `019a5b0e-7c1d-7e3a-9c8e-${String(at).padStart(12, '0')}`;
const manyRetries = (count: number): readonly Retry[] =>
  Array.from({ length: count }, (_, at) => ({ notificationId: idAt(at), channels: ['sms'] }));
const OPTIONS = { requestedBy: 'ops@host', rate: undefined, onProgress: () => undefined };

describe('retries of deliveries', () => {
  it('given channels of several notifications, when made, then one a notification, in their order', () => {
    const found = [delivery('b', 'sms'), delivery('a', 'email'), delivery('b', 'email')];
    expect(retriesOf(found)).toEqual([
      { notificationId: 'b', channels: ['sms', 'email'] },
      { notificationId: 'a', channels: ['email'] },
    ]);
  });

  it('given retries, when requested, then the log has each of them with its channels and who asked', async () => {
    const log = new SmallLog();
    const progress: number[] = [];
    const retries = manyRetries(1_200);
    const results = await requestRetries(log, retries, { ...OPTIONS, onProgress: (done) => progress.push(done) });
    expect(results).toEqual(retries.map((retry) => ({ ...retry, error: undefined })));
    expect(progress).toEqual([500, 1_000, 1_200]);
    expect(log.records.map(({ key }) => key)).toEqual(retries.map(({ notificationId }) => notificationId));
    const data = JSON.parse(log.records[0]?.value ?? '') as DomainEvent['data'];
    expect(data).toMatchObject({ notification_id: idAt(0), channels: ['sms'], requested_by: 'ops@host' });
  });

  it('given a log that stops to confirm, when requested, then what comes after is not asked for', async () => {
    const results = await requestRetries(new SmallLog(700), manyRetries(1_200), OPTIONS);
    const states = results.map(({ error }) =>
      error === null ? 'not asked' : error === undefined ? 'asked' : 'unsure',
    );
    expect(states).toEqual([
      ...Array<string>(700).fill('asked'),
      ...Array<string>(300).fill('unsure'),
      ...Array<string>(200).fill('not asked'),
    ]);
  });

  it('given a rate, when requested, then no more than that', async () => {
    const began = performance.now();
    await requestRetries(new SmallLog(), manyRetries(11), { ...OPTIONS, rate: 50 });
    expect(performance.now() - began).toBeGreaterThanOrEqual(200);
  });
});
