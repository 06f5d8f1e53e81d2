import type { DomainEvent, Topic } from '@app/contracts';
import { createLogSink, recordInPartition, recordOf, type Keyed } from '@app/messaging';
import { KafkaConfig, kafkaConnection, loadConfig, PinoLog, RuntimeConfig, type Log } from '@app/platform';
import { createTestDatabase, testStack, uniqueTopic, type TestDatabase } from '@app/testing';

import { MIGRATIONS } from '../../migrations/index.js';
import { followTopic } from './followed-log.js';

/** A topic and a database of a test's own, on the run's broker and server, for apps that read the one and write both. */
export interface LogUnderTest {
  /** How an app finds them. */
  readonly env: Readonly<Record<string, string>>;
  readonly test: TestDatabase;
  readonly log: Log;
  write(...events: Keyed[]): Promise<void>;
  /** For events that speak of a whole partition. */
  writeInto(partition: number, event: DomainEvent): Promise<void>;
  /** Every event that is in the log now, in the order of each partition. */
  written(): Promise<readonly DomainEvent[]>;
  close(): Promise<void>;
}

export async function logUnderTest(topic: Topic, reader: string): Promise<LogUnderTest> {
  const test = await createTestDatabase({ migrations: MIGRATIONS });
  const env = {
    DATABASE_URL: test.url,
    KAFKA_BROKERS: testStack().kafkaBrokers,
    KAFKA_TOPIC_PREFIX: `${uniqueTopic(reader)}.`,
    LOG_LEVEL: 'silent',
  };
  const log = PinoLog.create(reader, loadConfig(RuntimeConfig, env));
  const kafka = kafkaConnection(loadConfig(KafkaConfig, env), `${reader}-spec`);
  const followed = await followTopic(topic, kafka, log);
  const sink = createLogSink(kafka, { deadlineMs: 9_000, queueLimit: 200_000 }, log);
  return {
    env,
    test,
    log,
    async write(...events) {
      await Promise.all(events.map((event) => sink.append(recordOf(event))));
    },
    async writeInto(partition, event) {
      await sink.append(recordInPartition(event, partition));
    },
    written: () => followed.events(),
    async close() {
      await sink.close();
      await followed.close();
      await test.drop();
    },
  };
}
