import { decodeEvent, UndecodableEventError, type DomainEvent, type EventType } from '@app/contracts';

import type { LogRecord } from '../log/log-record.js';
import type { LogSlice } from '../log/log-source.js';
import type { ReadEvent } from './read-batch.js';

/** A record with what decoding made of it: an event, poison, or neither (a type that is not subscribed to). */
export interface Entry {
  readonly record: LogRecord;
  readonly read?: ReadEvent;
  readonly poison?: UndecodableEventError;
}

/** Consecutive entries of one partition from `start`; `end` is the next offset. */
export interface Chunk {
  readonly partition: number;
  readonly start: number;
  readonly end: number;
  readonly entries: readonly Entry[];
}

export function decodeSlice(slice: LogSlice, start: number, subscription: ReadonlySet<EventType>): Chunk {
  const entries = slice.records
    .filter((record) => record.offset >= start)
    .map((record) => decodeRecord(record, subscription));
  return { partition: slice.partition, start, end: slice.end, entries };
}

export function decodeRecord(record: LogRecord, subscription: ReadonlySet<EventType>): Entry {
  try {
    const event: DomainEvent | undefined = decodeEvent(record, subscription);
    if (event === undefined) return { record };
    const { partition, offset, timestamp } = record;
    return { record, read: { event, partition, offset, appendedAt: timestamp } };
  } catch (error) {
    if (error instanceof UndecodableEventError) return { record, poison: error };
    throw error;
  }
}

/** Joins chunks of one partition that follow one another. */
export function joinChunks(first: Chunk, second: Chunk): Chunk {
  return { ...first, end: second.end, entries: [...first.entries, ...second.entries] };
}

/** Cuts a chunk of at least two entries in the middle. */
export function halveChunk(chunk: Chunk): [Chunk, Chunk] {
  return cutChunk(chunk, chunk.entries[Math.ceil(chunk.entries.length / 2)]?.record.offset ?? chunk.end);
}

/** Cuts a chunk at an offset between its start and its end. */
export function cutChunk(chunk: Chunk, offset: number): [Chunk, Chunk] {
  return [
    { ...chunk, end: offset, entries: chunk.entries.filter(({ record }) => record.offset < offset) },
    { ...chunk, start: offset, entries: chunk.entries.filter(({ record }) => record.offset >= offset) },
  ];
}

/** Where the last event stands that makes everything before it in its partition void. */
export function eraserOf(chunk: Chunk): number | undefined {
  return chunk.entries.findLast(({ read }) => read?.event.type === 'TransactionsDeleted.v1')?.record.offset;
}

export function eventIdOf(record: LogRecord): string {
  return record.headers['ce_id']?.toString('utf8').replaceAll('\0', '\uFFFD') ?? '';
}
