import { decodeEvent, EVENT_CATALOG, type DomainEvent } from '@app/contracts';
import { LogSink, type NewRecord, type ReadEvent, type RecordPosition } from '@app/messaging';

const SUBSCRIPTION = new Set(EVENT_CATALOG.map(({ type }) => type));
const APPENDED_FROM = Date.parse('2026-03-29T02:00:01Z');

/** Not real: Kafka. One partition in memory; what is appended is encoded and decoded as in production. */
export class LogInMemory extends LogSink {
  readonly events: ReadEvent[] = [];
  readonly reachable = true;
  /** Set to refuse appends. */
  failure: Error | undefined;

  put(event: DomainEvent): void {
    const offset = this.events.length;
    this.events.push({ event, partition: 0, offset, appendedAt: APPENDED_FROM + offset });
  }

  append({ topic, key, value, headers }: NewRecord): Promise<RecordPosition> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const bytes = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)]));
    const event = decodeEvent(
      { key: key === null ? null : Buffer.from(key), value: Buffer.from(value), headers: bytes },
      SUBSCRIPTION,
    );
    if (event !== undefined) this.put(event);
    return Promise.resolve({ topic, partition: 0, offset: this.events.length - 1 });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
