import { describe, expect, it } from '@jest/globals';

import { NotAppendedError, UnknownOutcomeError } from '../log/log.errors.js';
import { expireEntry, RecordQueue, sizeOf, type QueuedRecord } from './record-queue.js';
import { recordWith } from './scripted-transport.fixture.js';

interface Watched extends QueuedRecord {
  readonly rejections: Error[];
}

describe('RecordQueue', () => {
  const entry = (value: string, changes: Partial<QueuedRecord> = {}): Watched => {
    const rejections: Error[] = [];
    return {
      record: recordWith(value),
      bytes: 100,
      deadline: 1_000,
      attempted: false,
      settled: false,
      resolve: () => undefined,
      reject: (error) => rejections.push(error),
      ...changes,
      rejections,
    };
  };
  const queueOf = (entries: readonly QueuedRecord[]): RecordQueue => {
    const queue = new RecordQueue();
    for (const each of entries) queue.push(each);
    return queue;
  };
  const values = (entries: readonly QueuedRecord[]): string[] => entries.map((each) => String(each.record.value));

  it('given records, when taken, then the oldest come first and no more than asked for', () => {
    const queue = queueOf(['a', 'b', 'c'].map((value) => entry(value)));

    expect(values(queue.take(2, 1_000))).toEqual(['a', 'b']);
    expect(queue.length).toBe(1);
    expect(values(queue.take(2, 1_000))).toEqual(['c']);
    expect(queue.take(2, 1_000)).toEqual([]);
  });

  it('given records of many bytes, when taken, then they stay below the limit, but one always comes', () => {
    const queue = queueOf([entry('a', { bytes: 60 }), entry('b', { bytes: 60 }), entry('c', { bytes: 500 })]);

    expect(values(queue.take(10, 100))).toEqual(['a']);
    expect(values(queue.take(10, 100))).toEqual(['b']);
    expect(values(queue.take(10, 100))).toEqual(['c']);
  });

  it('given records that were taken, when put back, then they come before those that waited', () => {
    const queue = queueOf(['a', 'b', 'c'].map((value) => entry(value)));

    queue.putBack(queue.take(2, 1_000));

    expect(queue.length).toBe(3);
    expect(values(queue.take(10, 1_000))).toEqual(['a', 'b', 'c']);
  });

  it('given thousands of records, when taken in parts, then none is lost or moved', () => {
    const all = Array.from({ length: 10_000 }, (_, n) => String(n));
    const queue = queueOf(all.map((value) => entry(value)));
    const taken: string[] = [];

    while (queue.length > 0) taken.push(...values(queue.take(300, 100_000)));

    expect(taken).toEqual(all);
  });

  it('given records past their deadline, when expired, then they are rejected once and never taken', () => {
    const [late, sent, patient] = [
      entry('a', { deadline: 10 }),
      entry('b', { deadline: 10, attempted: true }),
      entry('c'),
    ];
    const queue = queueOf([late, sent, patient]);

    queue.expire(10);
    queue.expire(20);

    expect(late.rejections).toEqual([expect.any(NotAppendedError)]);
    expect(sent.rejections).toEqual([expect.any(UnknownOutcomeError)]);
    expect(values(queue.take(10, 1_000))).toEqual(['c']);
  });

  it('given a record that a broker may be writing, when its time is over, then the outcome is unknown', () => {
    const sending = entry('a', { deadline: 10 });

    expireEntry(sending, 9, true);
    expect(sending.rejections).toEqual([]);
    expireEntry(sending, 10, true);

    expect(sending.rejections).toEqual([expect.any(UnknownOutcomeError)]);
  });

  it('given text of several bytes a character, when measured, then its bytes count', () => {
    const key = { ...recordWith('é'.repeat(100)), key: 'é'.repeat(10) };

    expect(sizeOf(key)).toBeGreaterThanOrEqual(220);
    expect(sizeOf({ ...key, key: null })).toBeGreaterThanOrEqual(200);
  });

  it('given a copy of a record, when measured, then its bytes and those of its headers count, whatever they are', () => {
    const copy = { topic: 'transactions', partition: 0, key: Buffer.alloc(10), value: null };
    const headers = { large: Buffer.alloc(5_000) };

    expect(sizeOf({ ...copy, headers: {} })).toBeGreaterThanOrEqual(10);
    expect(sizeOf({ ...copy, headers })).toBeGreaterThanOrEqual(5_010);
    expect(sizeOf({ ...copy, headers, unusualHeaders: { twice: [null, Buffer.alloc(700)] } })).toBeGreaterThan(5_700);
  });
});
