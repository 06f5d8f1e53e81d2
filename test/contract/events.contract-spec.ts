import { decodeEvent, EVENT_CATALOG, type EncodedEvent, type EncodedRecord } from '@app/contracts';
import { describe, expect, it } from '@jest/globals';

import { currentEvent, releasedEvent, releasedTypes } from './released-events.js';
import { SAMPLES } from './samples.js';

// Pure: the code as it is against `released/`. How to release a new version: README.md beside this file.
describe('released events', () => {
  const types = EVENT_CATALOG.map(({ type }) => type);
  const read = ({ key, value, headers }: EncodedEvent): EncodedRecord => ({
    key: key === null ? null : Buffer.from(key),
    value: Buffer.from(value),
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
  });

  it('given the catalog, when compared with what was released, then every event has its snapshot and none has gone', () => {
    expect([...types].sort()).toEqual([...releasedTypes()].sort());
  });

  it.each(types)('given %s, when described and written now, then it is what was released, to the byte', (type) => {
    expect(currentEvent(type)).toEqual(releasedEvent(type));
  });

  it.each(types)(
    'given a record of %s as it was released, when read now, then it is the event that was written',
    (type) => {
      const { record } = releasedEvent(type);

      expect(decodeEvent(read(record), new Set([type]))).toEqual(SAMPLES[type]);
    },
  );

  it.each(types)('given %s with a field that nobody knows yet, when read, then it is read as before', (type) => {
    const { record } = releasedEvent(type);
    const value = JSON.stringify({ ...(JSON.parse(record.value) as object), added_later: 'x' });

    expect(decodeEvent(read({ ...record, value }), new Set([type]))?.id).toBe(SAMPLES[type].id);
  });
});
