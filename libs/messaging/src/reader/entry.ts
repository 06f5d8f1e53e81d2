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

function decodeRecord(record: LogRecord, subscription: ReadonlySet<EventType>): Entry {
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
  const middle = Math.ceil(chunk.entries.length / 2);
  const entries = chunk.entries.slice(middle);
  const cut = entries[0]?.record.offset ?? chunk.end;
  return [
    { ...chunk, end: cut, entries: chunk.entries.slice(0, middle) },
    { ...chunk, start: cut, entries },
  ];
}

export function eventIdOf(record: LogRecord): string {
  return record.headers['ce_id']?.toString('utf8').replaceAll('\0', '\uFFFD') ?? '';
}
