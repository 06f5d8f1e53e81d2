import { LogAdmin, type OffsetRange } from '../log/log-admin.js';
import type { LogRecord, NewRecord } from '../log/log-record.js';
import { LogSource, type LogListener, type LogSlice, type LogSubscription } from '../log/log-source.js';

/** In the place of Kafka's consumer: keeps the listener, so that a test assigns and delivers when it wants to. */
export class ScriptedSource extends LogSource {
  readonly held: number[] = [];
  readonly delivered: { readonly partition: number; readonly offset: number }[] = [];
  private subscriber: LogListener | undefined;

  get listener(): LogListener {
    if (this.subscriber === undefined) throw new Error('nobody has subscribed');
    return this.subscriber;
  }

  subscribe(_topic: string, _group: string, listener: LogListener): Promise<LogSubscription> {
    this.subscriber = listener;
    return Promise.resolve({
      hold: (partitions) => this.held.push(...partitions),
      deliver: (partition, offset) => this.delivered.push({ partition, offset }),
      note: () => Promise.resolve(),
      close: () => Promise.resolve(),
    });
  }
}

/** In the place of Kafka's admin: every partition has the same range. */
export class ScriptedAdmin extends LogAdmin {
  range: OffsetRange = { low: 0, end: 0 };
  due = new Map<number, number>();
  /** Waited for before a question for ranges is answered; a test may make it late. */
  patience: () => Promise<void> = () => Promise.resolve();

  async offsets(): Promise<ReadonlyMap<number, OffsetRange>> {
    await this.patience();
    return new Map(Array.from({ length: 12 }, (_, partition) => [partition, this.range]));
  }

  offsetsAt(): Promise<ReadonlyMap<number, number>> {
    return Promise.resolve(this.due);
  }

  describe(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  ensureTopic(): Promise<'exists'> {
    return Promise.resolve('exists');
  }

  cluster(): Promise<never> {
    return Promise.reject(new Error('there is no cluster'));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Records as they are read when the first of them stands at `offset`. */
export function sliceFrom(offset: number, records: readonly NewRecord[], partition = 0): LogSlice {
  const read = records.map((record, n): LogRecord => {
    const { topic, key, value, headers } = record;
    return {
      topic,
      partition,
      offset: offset + n,
      key: key === null ? null : Buffer.from(key),
      value: Buffer.from(value),
      headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
      timestamp: 1_774_747_800_000 + offset + n,
    };
  });
  return { topic: 'transactions', partition, records: read, end: offset + records.length };
}
