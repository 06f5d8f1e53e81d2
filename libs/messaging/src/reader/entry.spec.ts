import { TransactionProcessed, TransactionReceived } from '@app/contracts';
import { describe, expect, it } from '@jest/globals';

import { decodeSlice, eventIdOf, halveChunk, joinChunks } from './entry.js';
import { receivedRecord } from './reader.fixture.js';
import { sliceFrom } from './scripted-log.fixture.js';

const SUBSCRIPTION = new Set([TransactionReceived.type]);

describe('entries', () => {
  const records = (count: number) => Array.from({ length: count }, (_, n) => receivedRecord(`tx-${n}`));

  it('given records, when decoded, then each is an event with its place, poison, or neither', () => {
    const [good, poison, other] = [receivedRecord('a'), receivedRecord('b'), receivedRecord('c')];
    const slice = sliceFrom(5, [
      good,
      { ...poison, value: '{' },
      { ...other, headers: { ...other.headers, ce_type: TransactionProcessed.type } },
    ]);

    const { entries, ...span } = decodeSlice(slice, 5, SUBSCRIPTION);

    expect(span).toEqual({ partition: 0, start: 5, end: 8 });
    expect(entries[0]?.read).toMatchObject({ partition: 0, offset: 5, event: { subject: 'a' } });
    expect(entries[0]?.read?.appendedAt).toBe(slice.records[0]?.timestamp);
    expect(entries[1]).toMatchObject({ poison: { reason: 'not-json' } });
    expect(Object.keys(entries[2] ?? {})).toEqual(['record']);
  });

  it('given records from before the start, when decoded, then they are left out', () => {
    const { entries } = decodeSlice(sliceFrom(4, records(4)), 6, SUBSCRIPTION);

    expect(entries.map((entry) => entry.record.offset)).toEqual([6, 7]);
  });

  it('given two chunks in a row, when joined, then they are one', () => {
    const all = records(6);
    const [first, second] = [sliceFrom(0, all.slice(0, 2)), sliceFrom(2, all.slice(2))];

    const joined = joinChunks(decodeSlice(first, 0, SUBSCRIPTION), decodeSlice(second, 2, SUBSCRIPTION));

    expect(joined).toEqual(decodeSlice(sliceFrom(0, all), 0, SUBSCRIPTION));
  });

  it.each([2, 3, 8])(
    'given a chunk of %i entries, when halved again and again, then no offset is lost or shared',
    (count) => {
      const halve = (chunk: ReturnType<typeof decodeSlice>): (typeof chunk)[] =>
        chunk.entries.length < 2 ? [chunk] : halveChunk(chunk).flatMap(halve);

      const parts = halve(decodeSlice(sliceFrom(10, records(count)), 10, SUBSCRIPTION));

      expect(parts.map(({ start, end }) => [start, end])).toEqual(
        Array.from({ length: count }, (_, n) => [10 + n, 11 + n]),
      );
      expect(parts.map(({ entries }) => entries[0]?.record.offset)).toEqual(parts.map(({ start }) => start));
    },
  );

  it('given offsets that are missing between two entries, when halved, then they go with the first half', () => {
    const chunk = joinChunks(
      decodeSlice(sliceFrom(0, records(1)), 0, SUBSCRIPTION),
      decodeSlice(sliceFrom(5, records(1)), 1, SUBSCRIPTION),
    );

    expect(halveChunk(chunk).map(({ start, end }) => [start, end])).toEqual([
      [0, 5],
      [5, 6],
    ]);
  });

  it('given an event id with a NUL or without one, when read, then PostgreSQL can store it', () => {
    const [record] = sliceFrom(0, [{ ...receivedRecord('a'), headers: { ce_id: 'a\0b' } }]).records;
    const [bare] = sliceFrom(0, [{ ...receivedRecord('a'), headers: {} }]).records;

    expect([record, bare].map((it) => it && eventIdOf(it))).toEqual(['a\uFFFDb', '']);
  });
});
