import {
  decodeEvent,
  encodeEvent,
  TransactionProcessed,
  TransactionReceived,
  UndecodableEventError,
  type EncodedRecord,
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
  ])('given %s, when decoded, then it is judged', (_what, record, verdict) => {
    expect(reasonOf(record)).toBe(verdict);
  });
});
