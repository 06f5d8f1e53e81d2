import type { AppendableRecord, RecordPosition } from '../log/log-record.js';
import { NotAppendedError, UnknownOutcomeError } from '../log/log.errors.js';

/** A record on its way, and who waits for it. */
export interface QueuedRecord {
  readonly record: AppendableRecord;
  readonly bytes: number;
  /** Milliseconds of the monotonic clock. */
  readonly deadline: number;
  /** Whether a broker may have it already. */
  attempted: boolean;
  settled: boolean;
  readonly resolve: (position: RecordPosition) => void;
  readonly reject: (error: Error) => void;
}

/** Framing of a record and of a dozen headers; an estimate on the high side. */
const OVERHEAD_BYTES = 150;

/** First in, first out; what was not confirmed goes back to the front, so that records of one key keep their order. */
export class RecordQueue {
  private waiting: QueuedRecord[] = [];
  private head = 0;

  get length(): number {
    return this.waiting.length - this.head;
  }

  push(entry: QueuedRecord): void {
    this.waiting.push(entry);
  }

  /** Takes at most `maxRecords` records of at most `maxBytes` together (at least one record). */
  take(maxRecords: number, maxBytes: number): QueuedRecord[] {
    const taken: QueuedRecord[] = [];
    let bytes = 0;
    while (this.head < this.waiting.length && taken.length < maxRecords) {
      const entry = this.waiting[this.head];
      if (entry === undefined || (taken.length > 0 && bytes + entry.bytes > maxBytes)) break;
      this.head += 1;
      if (entry.settled) continue;
      bytes += entry.bytes;
      taken.push(entry);
    }
    this.compact();
    return taken;
  }

  putBack(entries: readonly QueuedRecord[]): void {
    if (entries.length === 0) return;
    this.waiting = [...entries, ...this.waiting.slice(this.head)];
    this.head = 0;
  }

  /** Settles what waited past its deadline. */
  expire(now: number): void {
    for (let at = this.head; at < this.waiting.length; at += 1) {
      const entry = this.waiting[at];
      if (entry !== undefined) expireEntry(entry, now, false);
    }
  }

  private compact(): void {
    if (this.head === this.waiting.length) {
      this.waiting = [];
      this.head = 0;
    } else if (this.head > 4096) {
      this.waiting = this.waiting.slice(this.head);
      this.head = 0;
    }
  }
}

export function sizeOf(record: AppendableRecord): number {
  const { key, value, headers } = record;
  let bytes = OVERHEAD_BYTES + lengthOf(key) + lengthOf(value);
  for (const name in headers) bytes += name.length + lengthOf(headers[name]);
  if ('unusualHeaders' in record) {
    for (const values of Object.values(record.unusualHeaders)) for (const each of values) bytes += lengthOf(each);
  }
  return bytes;
}

function lengthOf(bytes: string | Buffer | null | undefined): number {
  return bytes === null || bytes === undefined ? 0 : Buffer.byteLength(bytes);
}

/** Rejects an entry whose time is over; what a broker may have is an unknown outcome. */
export function expireEntry(entry: QueuedRecord, now: number, inFlight: boolean): void {
  if (entry.settled || entry.deadline > now) return;
  entry.settled = true;
  entry.reject(
    entry.attempted || inFlight
      ? new UnknownOutcomeError('the broker did not confirm the record in time')
      : new NotAppendedError('the log could not be reached in time'),
  );
}
