import type { IHeaders, Kafka, Message, Producer, RecordMetadata } from 'kafkajs';

import type { ProduceTransport } from '../batcher/produce-transport.js';
import type { AppendableRecord, RecordPosition } from '../log/log-record.js';
import { NotAppendedError } from '../log/log.errors.js';
import type { FactLogger } from '../log/logger.js';

const ALL_REPLICAS = -1;
/** How long the leader may wait for its replicas, ms; below the client's own request time-out. */
const ACK_TIMEOUT_MS = 3_000;

/**
 * Produces with acks=all. kafkajs acknowledges records that it never wrote when it is idempotent with concurrent sends,
 * and when it retries after a leader moved to a broker that had answered already. So it is neither idempotent nor does it
 * retry, and a record counts as written only if its partition is in the response without an error.
 */
export class KafkaJsProduceTransport implements ProduceTransport {
  private producer: Promise<Producer> | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly prefix: string,
    private readonly log: FactLogger,
  ) {}

  async send(records: readonly AppendableRecord[]): Promise<readonly (RecordPosition | undefined)[]> {
    const producer = await this.connected();
    const acknowledged = await producer.sendBatch({
      acks: ALL_REPLICAS,
      timeout: ACK_TIMEOUT_MS,
      topicMessages: byTopic(records, this.prefix),
    });
    return positionsOf(records, acknowledged, this.prefix);
  }

  reset(): void {
    const { producer } = this;
    this.producer = undefined;
    void producer?.then((it) => it.disconnect()).catch(() => undefined);
  }

  async close(): Promise<void> {
    const { producer } = this;
    this.producer = undefined;
    await producer
      ?.then((it) => it.disconnect())
      .catch((error: unknown) => {
        this.log.warn({ event: 'producer.close-failed', err: error });
      });
  }

  private async connected(): Promise<Producer> {
    this.producer ??= this.connect();
    try {
      return await this.producer;
    } catch (cause) {
      this.producer = undefined;
      throw new NotAppendedError('no broker can be reached', { cause });
    }
  }

  private async connect(): Promise<Producer> {
    const producer = this.kafka.producer({
      idempotent: false,
      allowAutoTopicCreation: false,
      retry: { retries: 0 },
      createPartitioner:
        () =>
        ({ message }) => {
          if (message.partition === undefined) throw new Error('a record without a partition');
          return message.partition;
        },
    });
    await producer.connect();
    return producer;
  }
}

function byTopic(records: readonly AppendableRecord[], prefix: string) {
  const topics = new Map<string, Message[]>();
  for (const record of records) {
    const { topic, key, value, partition } = record;
    const messages = topics.get(topic);
    const message = { key, value, partition, headers: headersOf(record) };
    if (messages === undefined) topics.set(topic, [message]);
    else messages.push(message);
  }
  return [...topics].map(([topic, messages]) => ({ topic: prefix + topic, messages }));
}

function headersOf(record: AppendableRecord): IHeaders {
  if (!('unusualHeaders' in record)) return record.headers;
  // A value may be null, which only our encoder can write; the types of kafkajs do not allow for it.
  return { ...record.headers, ...(record.unusualHeaders as Readonly<Record<string, Buffer[]>>) };
}

function positionsOf(
  records: readonly AppendableRecord[],
  acknowledged: readonly RecordMetadata[],
  prefix: string,
): readonly (RecordPosition | undefined)[] {
  const next = new Map<string, number>();
  for (const { topicName, partition, errorCode, baseOffset } of acknowledged) {
    if (errorCode === 0 && baseOffset !== undefined) next.set(placeOf(topicName, partition), Number(baseOffset));
  }
  return records.map(({ topic, partition }) => {
    const place = placeOf(prefix + topic, partition);
    const offset = next.get(place);
    if (offset === undefined || offset < 0) return undefined;
    next.set(place, offset + 1);
    return { topic, partition, offset };
  });
}

function placeOf(topic: string, partition: number): string {
  return `${topic}-${String(partition)}`;
}
