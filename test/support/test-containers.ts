import { freePort } from '@app/embedded';
import { GenericContainer, Wait } from 'testcontainers';

import type { TestEngines } from './test-engines.js';

/** The same engines in containers, for a machine that has Docker but no Java. */
export async function startContainers(): Promise<TestEngines> {
  const kafkaPort = await freePort();
  const kafka = new GenericContainer('apache/kafka:4.3.1')
    .withExposedPorts({ container: 9092, host: kafkaPort })
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
      // Clients come back to the address that the broker gives them, so it has to be the host's.
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${kafkaPort}`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_LOG_MESSAGE_TIMESTAMP_TYPE: 'LogAppendTime',
    })
    .withWaitStrategy(Wait.forLogMessage('Kafka Server started'));
  const postgres = new GenericContainer('postgres:18')
    .withExposedPorts(5432)
    .withEnvironment({ POSTGRES_USER: 'tidemark', POSTGRES_PASSWORD: 'tidemark', POSTGRES_DB: 'tidemark' })
    .withCommand(['postgres', '-c', 'max_connections=200', '-c', 'fsync=off'])
    .withWaitStrategy(Wait.forLogMessage('database system is ready to accept connections', 2));
  const [broker, server] = await Promise.all([kafka.start(), postgres.start()]);
  const address = `${server.getHost()}:${server.getMappedPort(5432)}`;
  return {
    kafkaBrokers: `127.0.0.1:${kafkaPort}`,
    databaseUrl: `postgres://tidemark:tidemark@${address}/tidemark`,
    stop: async () => {
      await Promise.all([broker.stop(), server.stop()]);
    },
  };
}
