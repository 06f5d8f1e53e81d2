import { setTimeout as delay } from 'node:timers/promises';

import kafkajs, { type Admin, type Kafka } from 'kafkajs';

import {
  LogAdmin,
  type ClusterDescription,
  type OffsetRange,
  type TopicDescription,
  type TopicSettings,
} from '../log/log-admin.js';
import { LogUnreachableError, PartitionCountError, UnknownTopicError } from '../log/log.errors.js';
import type { FactLogger } from '../log/logger.js';
import { connectKafka, type KafkaConnection } from './kafka-connection.js';
import { protocolErrorOf } from './protocol-error.js';

const { ConfigResourceTypes } = kafkajs;
const CREATION_LIMIT_MS = 10_000;
const CREATION_POLL_MS = 50;

/** Kafka's own words for "kept for ever, in the order of arrival, stamped by the broker". */
const TOPIC_CONFIG = {
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'retention.bytes': '-1',
  'message.timestamp.type': 'LogAppendTime',
};
const DESCRIBED = [...Object.keys(TOPIC_CONFIG), 'min.insync.replicas'];

/** Asks the brokers through kafkajs; a connection that failed is thrown away, the next question makes a new one. */
export class KafkaJsLogAdmin extends LogAdmin {
  private admin: Promise<Admin> | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly prefix: string,
  ) {
    super();
  }

  async offsets(topic: string): Promise<ReadonlyMap<number, OffsetRange>> {
    const answer = await this.ask(topic, (admin) => admin.fetchTopicOffsets(this.prefix + topic));
    return byPartition(answer, ({ low, high }) => ({ low: Number(low), end: Number(high) }));
  }

  async offsetsAt(topic: string, timestamp: number): Promise<ReadonlyMap<number, number>> {
    const answer = await this.ask(topic, (admin) => admin.fetchTopicOffsetsByTimestamp(this.prefix + topic, timestamp));
    return byPartition(answer, ({ offset }) => Number(offset));
  }

  async describe(topic: string): Promise<TopicDescription | undefined> {
    const name = this.prefix + topic;
    // Of all topics: asked for one that is missing, or deleted this moment, kafkajs tells an error of its own, or fails on null.
    const { topics } = await this.ask(topic, (admin) => admin.fetchTopicMetadata());
    const partitions = topics.find((it) => it.name === name)?.partitions;
    if (partitions === undefined) return undefined;
    const config = await this.configOf(topic);
    if (config === undefined) return undefined;
    return { topic, partitions: partitions.length, replicationFactor: partitions[0]?.replicas.length ?? 0, config };
  }

  /** Undefined for a topic that was deleted meanwhile. */
  private async configOf(topic: string): Promise<TopicDescription['config'] | undefined> {
    const resource = { type: ConfigResourceTypes.TOPIC, name: this.prefix + topic, configNames: DESCRIBED };
    try {
      const configs = await this.ask(topic, (admin) =>
        admin.describeConfigs({ includeSynonyms: false, resources: [resource] }),
      );
      const entries = configs.resources[0]?.configEntries ?? [];
      return Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue]));
    } catch (error) {
      if (error instanceof UnknownTopicError) return undefined;
      throw error;
    }
  }

  async ensureTopic(topic: string, settings: TopicSettings): Promise<'created' | 'exists'> {
    const existing = await this.describe(topic);
    if (existing !== undefined) {
      if (existing.partitions !== settings.partitions) {
        throw new PartitionCountError(topic, existing.partitions, settings.partitions);
      }
      return 'exists';
    }
    const configEntries = Object.entries({
      ...TOPIC_CONFIG,
      'min.insync.replicas': String(settings.minInsyncReplicas),
    }).map(([name, value]) => ({ name, value }));
    const created = await this.ask(topic, (admin) =>
      admin.createTopics({
        // It gives up where the brokers do not all know the topic yet; see untilWritable.
        waitForLeaders: false,
        topics: [
          {
            topic: this.prefix + topic,
            numPartitions: settings.partitions,
            replicationFactor: settings.replicationFactor,
            configEntries,
          },
        ],
      }),
    );
    await this.untilWritable(topic);
    return created ? 'created' : 'exists';
  }

  /** A new topic is in the metadata before its leaders answer for it. */
  private async untilWritable(topic: string): Promise<void> {
    const deadline = performance.now() + CREATION_LIMIT_MS;
    for (;;) {
      try {
        await this.offsets(topic);
        return;
      } catch (error) {
        if (performance.now() > deadline) throw error;
        await delay(CREATION_POLL_MS);
      }
    }
  }

  async cluster(): Promise<ClusterDescription> {
    const { clusterId, brokers } = await this.ask('', (admin) => admin.describeCluster());
    return { clusterId, brokers: brokers.map(({ nodeId, host, port }) => ({ id: nodeId, host, port })) };
  }

  async close(): Promise<void> {
    const { admin } = this;
    this.admin = undefined;
    await admin?.then((it) => it.disconnect()).catch(() => undefined);
  }

  private async ask<Answer>(topic: string, question: (admin: Admin) => Promise<Answer>): Promise<Answer> {
    this.admin ??= this.connect();
    const { admin } = this;
    try {
      return await question(await admin);
    } catch (cause) {
      if (this.admin === admin) await this.close();
      if (protocolErrorOf(cause) === 'UNKNOWN_TOPIC_OR_PARTITION') {
        throw new UnknownTopicError(topic, { cause });
      }
      throw new LogUnreachableError('the brokers did not answer', { cause });
    }
  }

  private async connect(): Promise<Admin> {
    const admin = this.kafka.admin({ retry: { retries: 0 } });
    await admin.connect();
    return admin;
  }
}

/** In the order of the partitions; kafkajs answers in any. */
function byPartition<Answer extends { readonly partition: number }, Value>(
  answers: readonly Answer[],
  valueOf: (answer: Answer) => Value,
): ReadonlyMap<number, Value> {
  const ordered = answers.toSorted((one, other) => one.partition - other.partition);
  return new Map(ordered.map((answer) => [answer.partition, valueOf(answer)]));
}

export function createLogAdmin(connection: KafkaConnection, log: FactLogger): LogAdmin {
  return new KafkaJsLogAdmin(connectKafka(connection, log), connection.prefix ?? '');
}
