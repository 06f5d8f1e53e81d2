import {
  LogAdmin,
  LogSource,
  type ClusterDescription,
  type LogListener,
  type LogRecord,
  type LogSubscription,
  type OffsetRange,
  type TopicDescription,
} from '@app/messaging';

import type { Log } from '../engines/with-log.js';

/** A log of one topic and one partition that holds just these records: with gaps, and without its beginning. */
export function logInMemory(topic: string, records: readonly LogRecord[], range: OffsetRange): Log {
  return { admin: new AdminInMemory(topic, range), source: new SourceInMemory(topic, records) };
}

class AdminInMemory extends LogAdmin {
  constructor(
    private readonly topic: string,
    private readonly range: OffsetRange,
  ) {
    super();
  }

  offsets(): Promise<ReadonlyMap<number, OffsetRange>> {
    return Promise.resolve(new Map([[0, this.range]]));
  }

  offsetsAt(): Promise<ReadonlyMap<number, number>> {
    return Promise.resolve(new Map([[0, this.range.end]]));
  }

  describe(): Promise<TopicDescription> {
    return Promise.resolve({ topic: this.topic, partitions: 1, replicationFactor: 1, config: {} });
  }

  ensureTopic(): Promise<'exists'> {
    return Promise.resolve('exists');
  }

  cluster(): Promise<ClusterDescription> {
    return Promise.resolve({ clusterId: 'in-memory', brokers: [] });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

class SourceInMemory extends LogSource {
  constructor(
    private readonly topic: string,
    private readonly records: readonly LogRecord[],
  ) {
    super();
  }

  async subscribe(topic: string, _group: string, listener: LogListener): Promise<LogSubscription> {
    if (topic !== this.topic) throw new Error(`there is no topic ${topic}`);
    const start = (await listener.assigned([0])).get(0) ?? 0;
    const records = this.records.filter(({ offset }) => offset >= start);
    const end = (records.at(-1)?.offset ?? start) + 1;
    // A slice is taken over when somebody reads it, which is after this.
    setImmediate(() => void listener.records({ topic, partition: 0, records, end }));
    return {
      hold: () => undefined,
      deliver: () => undefined,
      note: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
  }
}
