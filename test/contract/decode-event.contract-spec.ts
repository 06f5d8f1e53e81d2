import {
  decodeEvent,
  encodeEvent,
  TransactionProcessed,
  TransactionReceived,
  UndecodableEventError,
  type EncodedRecord,
  type EventType,
} from '@app/contracts';
import { describe, expect, it } from '@jest/globals';

import { SAMPLES } from './samples.js';

const SUBSCRIPTION = new Set([TransactionReceived.type]);

/** What `decodeEvent` makes of records that we did not write, or not like this. */
describe('the verdict on a record', () => {
  const { key, value, headers } = encodeEvent(SAMPLES['TransactionReceived.v1']);
  const good: EncodedRecord = {
    key: Buffer.from(key ?? ''),
    value: Buffer.from(value),
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
  };
  const withHeaders = (changes: Record<string, string | undefined>): EncodedRecord => ({
    ...good,
    headers: {
      ...good.headers,
      ...Object.fromEntries(
        Object.entries(changes).map(([name, text]) => [name, text === undefined ? text : Buffer.from(text)]),
      ),
    },
  });
  const withData = (changes: object): EncodedRecord => ({
    ...good,
    value: Buffer.from(JSON.stringify({ ...(JSON.parse(value) as object), ...changes })),
  });
  const withText = (text: string, other: string): EncodedRecord => ({
    ...good,
    value: Buffer.from(value.replace(text, () => other)),
  });
  const deep = (inside: string): string => '['.repeat(60_000) + inside + ']'.repeat(60_000);
  const reasonOf = (record: EncodedRecord): string => {
    try {
      return decodeEvent(record, SUBSCRIPTION) === undefined ? 'skipped' : 'read';
    } catch (error) {
      if (error instanceof UndecodableEventError) return error.reason;
      throw error;
    }
  };

  it.each<[string, EncodedRecord, string]>([
    ['nothing wrong', good, 'read'],
    ['a null value', { ...good, value: null }, 'no-value'],
    ['no headers', { ...good, headers: {} }, 'no-type'],
    ['no type', withHeaders({ ce_type: undefined }), 'no-type'],
    ['an unknown type', withHeaders({ ce_type: 'SomethingElse.v1' }), 'skipped'],
    ['a type without a version', withHeaders({ ce_type: 'SomethingElse' }), 'skipped'],
    ['a known type that is not subscribed to', withHeaders({ ce_type: TransactionProcessed.type }), 'skipped'],
    ['an unknown type and a null value', { ...withHeaders({ ce_type: 'SomethingElse.v1' }), value: null }, 'skipped'],
    ['an unknown version', withHeaders({ ce_type: 'TransactionReceived.v2' }), 'unknown-version'],
    ['no version of a subscribed type', withHeaders({ ce_type: 'TransactionReceived' }), 'unknown-version'],
    ['no id', withHeaders({ ce_id: undefined }), 'missing-attribute'],
    ['an empty id', withHeaders({ ce_id: '' }), 'missing-attribute'],
    ['an id that is no UUID', withHeaders({ ce_id: 'tx-1' }), 'invalid-id'],
    ['an id in capitals', withHeaders({ ce_id: SAMPLES['TransactionReceived.v1'].id.toUpperCase() }), 'invalid-id'],
    ['no source', withHeaders({ ce_source: undefined }), 'missing-attribute'],
    ['no time', withHeaders({ ce_time: undefined }), 'missing-attribute'],
    ['an empty value', { ...good, value: Buffer.alloc(0) }, 'not-json'],
    ['a value that is cut off', { ...good, value: Buffer.from(value.slice(0, -1)) }, 'not-json'],
    ['another key than the payload', { ...good, key: Buffer.from('tx-2') }, 'key-mismatch'],
    ['no key', { ...good, key: null }, 'key-mismatch'],
    ['another subject than the payload', withHeaders({ ce_subject: 'tx-2' }), 'key-mismatch'],
    ['no subject', withHeaders({ ce_subject: undefined }), 'key-mismatch'],
    ['another id in the payload', withData({ transaction_id: 'tx-2' }), 'key-mismatch'],
    ['null as data', { ...good, value: Buffer.from('null') }, 'invalid-data'],
    ['an array as data', { ...good, value: Buffer.from('[]') }, 'invalid-data'],
    ['a missing field', withData({ fingerprint: undefined }), 'invalid-data'],
    ['an amount as a number', withData({ amount_minor: 100 }), 'invalid-data'],
    ['a negative amount', withData({ amount_minor: '-1' }), 'invalid-data'],
    ['a currency in lower case', withData({ currency: 'usd' }), 'invalid-data'],
    ['a time with an offset', withData({ occurred_at: '2026-03-29T01:30:00+02:00' }), 'invalid-data'],
    ['a status that there is not', withData({ reported_status: 'MAYBE' }), 'invalid-data'],
    ['null where a field may only be missing', withData({ user_id: null }), 'invalid-data'],
    ['a NUL in a text', withData({ source_account: 'acc\0' }), 'nul-character'],
    ['a NUL deep in the metadata', withData({ metadata: { note: ['\\\0'] } }), 'nul-character'],
    ['a NUL in a name', withData({ metadata: { 'no\0te': 1 } }), 'nul-character'],
    ['a NUL in the source', withHeaders({ ce_source: '/tidemark\0' }), 'nul-character'],
    ['a NUL in the trace', withHeaders({ traceparent: '00\0' }), 'nul-character'],
    ['the letters of an escaped NUL', withData({ source_account: String.raw`acc\u0000` }), 'read'],
    ['an id that is too long', withData({ transaction_id: 'x'.repeat(101) }), 'invalid-data'],
    ['half of a character', withData({ merchant_id: 'm\ud83d' }), 'half-character'],
    ['the other half', withData({ metadata: { note: '\ude00' } }), 'half-character'],
    ['both halves, apart', withData({ merchant_id: '\ud83d\n\ude00' }), 'half-character'],
    ['both halves', withData({ merchant_id: '\ud83d\ude00' }), 'read'],
    ['both halves, escaped', withText('"merchant-1"', String.raw`"\uD83D\uDE00"`), 'read'],
    ['the letters of an escaped half', withData({ merchant_id: String.raw`\ud83d` }), 'read'],
    ['a merchant that no index can hold', withData({ merchant_id: 'x'.repeat(101) }), 'invalid-data'],
    ['an account that no index can hold', withData({ destination_account: 'x'.repeat(101) }), 'invalid-data'],
    ['the year 9999', withData({ occurred_at: '9999-12-31T23:59:59Z' }), 'invalid-data'],
    ['the year 1999', withData({ occurred_at: '1999-12-31T23:59:59Z' }), 'invalid-data'],
    ['the end of the year 2100', withData({ occurred_at: '2100-12-31T23:59:59.999999Z' }), 'read'],
    ['a leap second', withData({ occurred_at: '2016-12-31T23:59:60Z' }), 'invalid-data'],
    ['the hour 24', withData({ occurred_at: '2026-03-29T24:00:00Z' }), 'invalid-data'],
    ['metadata in metadata', withData({ metadata: { note: {} } }), 'invalid-data'],
    ['a list in the metadata', withData({ metadata: { notes: ['x'] } }), 'invalid-data'],
    ['a NUL below 60,000 levels', withText('"tx-1"', `"tx-1","x":${deep(String.raw`"\u0000"`)}`), 'nul-character'],
    ['60,000 levels that nobody asks for', withText('"tx-1"', `"tx-1","x":${deep('1')}`), 'read'],
  ])('given %s, when decoded, then it is judged', (_what, record, verdict) => {
    expect(reasonOf(record)).toBe(verdict);
  });

  it.each<[EventType, string, unknown]>([
    ['TransactionProcessed.v1', 'received_event_id', '01960F6E-9A41-7C3B-8D52-6F1F0A7BE001'],
    ['TransactionFailed.v1', 'received_event_id', 'the first one'],
    ['TransactionConflictDetected.v1', 'first_event_id', '{01960f6e-9a41-7c3b-8d52-6f1f0a7be001}'],
    ['TransactionConflictDetected.v1', 'event_id', '01960f6e9a417c3b8d526f1f0a7be001'],
    ['TransactionConflictDetected.v1', 'conflicting_fields', [{ field: 'amount', first: '1', now: { then: '2' } }]],
  ])('given %s whose %s is %j, when decoded, then it is no such event', (type, field, wrong) => {
    const record = encodeEvent(SAMPLES[type]);
    const data = JSON.parse(record.value) as object;
    const sample = (changes: object): EncodedRecord => ({
      key: Buffer.from(record.key ?? ''),
      value: Buffer.from(JSON.stringify({ ...data, ...changes })),
      headers: Object.fromEntries(Object.entries(record.headers).map(([name, text]) => [name, Buffer.from(text)])),
    });
    const read = (changes: object) => (): unknown => decodeEvent(sample(changes), new Set([type]));

    expect(read({})).not.toThrow();
    expect(read({ [field]: wrong })).toThrow(expect.objectContaining({ reason: 'invalid-data' }));
  });
});
