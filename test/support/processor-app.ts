import type { DomainEvent } from '@app/contracts';
import { createLogSink, recordInPartition, recordOf } from '@app/messaging';
import { KafkaConfig, kafkaConnection, loadConfig, PinoLog, RuntimeConfig } from '@app/platform';
import { createTestDatabase, pollUntil, testStack, uniqueTopic, type TestDatabase } from '@app/testing';

import { createProcessorApp, startProcessor } from '../../apps/processor/src/create-processor-app.js';
import { ProcessorConfig } from '../../apps/processor/src/processor.config.js';
import { MIGRATIONS } from '../../migrations/index.js';
import { followTopic } from './followed-log.js';

type Env = Readonly<Record<string, string>>;

export interface RunningProcessor {
  readonly url: string;
  stop(): Promise<void>;
}

/** Processors in this process, on the run's broker and server, with a database and topics of their own. */
export interface ProcessorsUnderTest {
  readonly env: Env;
  readonly test: TestDatabase;
  start(more?: Env): Promise<RunningProcessor>;
  /** Starts one and waits until it has its partitions. */
  startReady(more?: Env): Promise<RunningProcessor>;
  write(...events: (DomainEvent & { readonly subject: string })[]): Promise<void>;
  /** For events that speak of a whole partition. */
  writeInto(partition: number, event: DomainEvent): Promise<void>;
  /** Every event that is in the log now, in the order of each partition. */
  written(): Promise<readonly DomainEvent[]>;
  close(): Promise<void>;
}

export async function processorsUnderTest(): Promise<ProcessorsUnderTest> {
  const test = await createTestDatabase({ migrations: MIGRATIONS });
  const env = {
    DATABASE_URL: test.url,
    KAFKA_BROKERS: testStack().kafkaBrokers,
    KAFKA_TOPIC_PREFIX: `${uniqueTopic('processor')}.`,
    LOG_LEVEL: 'silent',
  };
  const log = PinoLog.create('processor', loadConfig(RuntimeConfig, env));
  const kafka = kafkaConnection(loadConfig(KafkaConfig, env), 'processor-spec');
  const followed = await followTopic('transactions', kafka, log);
  const sink = createLogSink(kafka, { deadlineMs: 9_000, queueLimit: 100_000 }, log);
  const running = new Set<RunningProcessor>();

  const start = async (more: Env = {}): Promise<RunningProcessor> => {
    const app = await createProcessorApp({ config: loadConfig(ProcessorConfig, { ...env, ...more }), log });
    const port = await startProcessor(app, 0);
    const processor: RunningProcessor = {
      url: `http://127.0.0.1:${String(port)}`,
      async stop() {
        if (running.delete(processor)) await app.close();
      },
    };
    running.add(processor);
    return processor;
  };
  return {
    env,
    test,
    start,
    async startReady(more) {
      const processor = await start(more);
      const isReady = async (): Promise<boolean> => (await fetch(`${processor.url}/health/ready`)).ok;
      await pollUntil(isReady, { what: 'the processor is ready', timeoutMs: 20_000 });
      return processor;
    },
    async write(...events) {
      await Promise.all(events.map((event) => sink.append(recordOf(event))));
    },
    async writeInto(partition, event) {
      await sink.append(recordInPartition(event, partition));
    },
    written: () => followed.events(),
    async close() {
      await Promise.all([...running].map((processor) => processor.stop()));
      await sink.close();
      await followed.close();
      await test.drop();
    },
  };
}
