import { TransactionReceived } from '@app/contracts';
import { describe, expect, it } from '@jest/globals';

import { receivedRecord } from './reader.fixture.js';
import { accept, resumed, type OwnedPartition } from './owned-partition.js';
import { LogMismatchError } from './reader.errors.js';
import { sliceFrom } from './scripted-log.fixture.js';

const NAME = { reader: 'spec', topic: 'transactions' };
const SUBSCRIPTION = new Set([TransactionReceived.type]);

describe('accept', () => {
  const records = Array.from({ length: 10 }, (_, n) => receivedRecord(`tx-${n}`));
  const idAt = (offset: number): string => records[offset]?.headers['ce_id'] ?? '';
  const slice = (from: number, to: number) => sliceFrom(from, records.slice(from, to));
  const owned = (cursor: number, changes: Partial<OwnedPartition> = {}): OwnedPartition => ({
    cursor,
    applied: cursor,
    liveFrom: 0,
    proof: undefined,
    failures: 0,
    held: false,
    gapTo: undefined,
    ...changes,
  });
  const provable = (position: number, eventId = idAt(position - 1)): OwnedPartition =>
    owned(position - 1, { applied: position, proof: { offset: position - 1, eventId } });

  it('given a slice that begins at the cursor, when accepted, then all of it is to be applied and the cursor moves on', () => {
    const partition = owned(3);

    const chunk = accept(NAME, partition, slice(3, 7), SUBSCRIPTION);

    expect(chunk).toMatchObject({ partition: 0, start: 3, end: 7 });
    expect(partition.cursor).toBe(7);
  });

  it('given the record before the position, when it is the one that was read, then what follows is to be applied', () => {
    const partition = provable(5);

    const chunk = accept(NAME, partition, slice(4, 8), SUBSCRIPTION);

    expect(chunk).toMatchObject({ start: 5, end: 8, entries: { length: 3 } });
    expect(partition).toMatchObject({ cursor: 8, proof: undefined });
  });

  it('given the record before the position and nothing else, when it is the one that was read, then there is nothing new', () => {
    const partition = provable(5);

    expect(accept(NAME, partition, slice(4, 5), SUBSCRIPTION)).toBe('nothing-new');

    expect(partition).toMatchObject({ cursor: 5, proof: undefined });
    expect(accept(NAME, partition, slice(5, 6), SUBSCRIPTION)).toMatchObject({ start: 5, end: 6 });
  });

  it('given the record before the position, when it is another one, then this is another log', () => {
    const act = (): unknown => accept(NAME, provable(5, 'what was read'), slice(4, 8), SUBSCRIPTION);

    expect(act).toThrow(LogMismatchError);
    expect(act).toThrow(`the record at 4 was what was read and is ${idAt(4)} now`);
  });

  it('given the record before the position, when it is missing twice, then this is another log', () => {
    const partition = provable(5);

    expect(accept(NAME, partition, slice(6, 8), SUBSCRIPTION)).toBe('out-of-step');
    expect(() => accept(NAME, partition, slice(6, 8), SUBSCRIPTION)).toThrow('is missing now');
  });

  it('given offsets that were skipped, when they are again, then they are not in the log and belong to the chunk', () => {
    const partition = owned(3);

    expect(accept(NAME, partition, slice(6, 8), SUBSCRIPTION)).toBe('out-of-step');
    expect(partition.cursor).toBe(3);

    expect(accept(NAME, partition, slice(6, 8), SUBSCRIPTION)).toMatchObject({
      start: 3,
      end: 8,
      entries: { length: 2 },
    });
  });

  it('given offsets that were skipped, when others are the next time, then that is not believed either', () => {
    const partition = owned(3);

    expect(accept(NAME, partition, slice(6, 8), SUBSCRIPTION)).toBe('out-of-step');
    expect(accept(NAME, partition, slice(5, 8), SUBSCRIPTION)).toBe('out-of-step');
  });

  it.each([
    ['ends before', 4],
    ['reaches past', 9],
  ])(
    'given a slice from before the cursor that %s it, when it comes twice, then it is never believed',
    (_what, end) => {
      const partition = owned(6);

      expect(accept(NAME, partition, slice(2, end), SUBSCRIPTION)).toBe('out-of-step');
      expect(accept(NAME, partition, slice(2, end), SUBSCRIPTION)).toBe('out-of-step');
      expect(partition.cursor).toBe(6);
    },
  );

  describe('resumed', () => {
    const failed = (changes: Partial<OwnedPartition>): OwnedPartition =>
      owned(3, { failures: 2, held: true, ...changes });

    it('given a failure, when the position stands where it was, then the failure still counts', () => {
      const now = resumed(failed({ applied: 3, liveFrom: 1 }), owned(3, { liveFrom: 9 }));

      expect(now).toMatchObject({ failures: 2, held: false, liveFrom: 1 });
    });

    it.each([
      ['has moved on', owned(5, { liveFrom: 9 })],
      ['is the end of the log', owned(3, { liveFrom: 3 })],
    ])('given a failure, when the position %s, then nothing fails any more', (_what, now) => {
      expect(resumed(failed({ applied: 3 }), now).failures).toBe(0);
    });
  });
});
