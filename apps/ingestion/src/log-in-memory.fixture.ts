import { decodeEvent, EVENT_CATALOG, type DomainEvent } from '@app/contracts';
import { LogSink, type NewRecord, type RecordPosition } from '@app/messaging';

const TYPES = new Set(EVENT_CATALOG.map(({ type }) => type));

/** Not real: the log. It keeps what it is given in memory, and refuses when told to. */
export class LogInMemory extends LogSink {
  readonly reachable = true;
  readonly records: NewRecord[] = [];

  constructor(private readonly refusal?: Error) {
    super();
  }

  append(record: NewRecord): Promise<RecordPosition> {
    if (this.refusal !== undefined) return Promise.reject(this.refusal);
    const offset = this.records.push(record) - 1;
    return Promise.resolve({ topic: record.topic, partition: record.partition, offset });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** What a reader of the log makes of a record. */
export function eventOf(record: NewRecord | undefined): DomainEvent {
  if (record === undefined) throw new Error('nothing was appended');
  const headers = Object.fromEntries(Object.entries(record.headers).map(([name, text]) => [name, Buffer.from(text)]));
  const encoded = { key: Buffer.from(record.key ?? ''), value: Buffer.from(record.value), headers };
  const event = decodeEvent(encoded, TYPES);
  if (event === undefined) throw new Error('the record is no event of ours');
  return event;
}
