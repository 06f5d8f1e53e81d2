import { PARTITIONS } from '@app/contracts';
import { pollUntil } from '@app/testing';
import kafkajs from 'kafkajs';

import type { KafkaConnection } from '../kafkajs/kafka-connection.js';
import { createLogAdmin } from '../kafkajs/kafkajs-log-admin.js';
import { QUIET } from '../reader/reader.fixture.js';

/** What an operator could do to the topic `transactions` and the group `spec`; no code of ours does. */
export interface KafkaAdmin {
  /** Deletes every record that there is; offsets go on. */
  deleteRecords(): Promise<void>;
  recreate(): Promise<void>;
  resetGroup(to: 'earliest' | 'latest'): Promise<void>;
  /** `partition@broker` of each partition. */
  leaders(): Promise<string>;
  close(): Promise<void>;
}

export async function kafkaAdmin(connection: KafkaConnection): Promise<KafkaAdmin> {
  const { prefix = '', brokers } = connection;
  const topic = `${prefix}transactions`;
  const admin = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  return {
    async deleteRecords() {
      const ends = await admin.fetchTopicOffsets(topic);
      const partitions = ends.map(({ partition, high }) => ({ partition, offset: high }));
      await admin.deleteTopicRecords({ topic, partitions });
    },
    async recreate() {
      await admin.deleteTopics({ topics: [topic] });
      // The brokers learn of it after it is answered; until then it looks as if it were there.
      await pollUntil(async () => !(await admin.listTopics()).includes(topic), { what: 'the topic is gone' });
      const log = createLogAdmin(connection, QUIET);
      await log.ensureTopic('transactions', { partitions: PARTITIONS, replicationFactor: 1, minInsyncReplicas: 1 });
      await log.close();
    },
    async resetGroup(to) {
      await admin.resetOffsets({ groupId: `${prefix}spec`, topic, earliest: to === 'earliest' });
    },
    async leaders() {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
      const partitions = topics[0]?.partitions ?? [];
      return partitions
        .map(({ partitionId, leader }) => `${String(partitionId)}@${String(leader)}`)
        .sort()
        .join(' ');
    },
    close: () => admin.disconnect(),
  };
}
