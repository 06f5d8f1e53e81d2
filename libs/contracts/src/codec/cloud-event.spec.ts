import { describe, expect, it } from '@jest/globals';

import { TransactionsDeleted } from '../events/transactions-deleted.v1.js';
import { decodeEvent, encodeEvent, type EncodedRecord } from './cloud-event.js';

// What is done with wrong records: test/contract.
describe('the CloudEvents codec', () => {
  const event: TransactionsDeleted = {
    id: '01960f6e-9a41-7c3b-8d52-6f1f0a7be006',
    type: TransactionsDeleted.type,
    source: '/tidemark/ingestion',
    time: '2026-03-29T02:00:00Z',
    subject: null,
    data: { partition: 3, deleted_at: '2026-03-29T02:00:00Z' },
  };
  const read = (headers: Record<string, string>): EncodedRecord => ({
    key: null,
    value: Buffer.from(JSON.stringify(event.data)),
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
  });

  it('given an event without a subject and a trace, when written, then it has no key, and no header for either', () => {
    const { key, headers } = encodeEvent(event);

    expect(key).toBeNull();
    expect(headers).toEqual({
      ce_specversion: '1.0',
      ce_id: event.id,
      ce_source: event.source,
      ce_type: event.type,
      ce_time: event.time,
      'content-type': 'application/json',
    });
  });

  it('given a trace, when written and read, then it is handed on', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const { headers } = encodeEvent({ ...event, traceparent });

    expect(decodeEvent(read(headers), new Set([event.type]))).toEqual({ ...event, traceparent });
  });

  it('given headers that nobody knows, when read, then they do not matter', () => {
    const { headers } = encodeEvent(event);

    expect(decodeEvent(read({ ...headers, 'x-other': '1', ce_other: '2' }), new Set([event.type]))).toEqual(event);
  });
});
