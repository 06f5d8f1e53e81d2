import { formatConsistencyToken, PARTITIONS, TOPICS, type DomainEvent } from '@app/contracts';
import {
  createLogAdmin,
  createLogSink,
  recordInPartition,
  recordOf,
  type Keyed,
  type LogSink,
  type RecordPosition,
} from '@app/messaging';
import { kafkaConnection, listen, loadConfig, PinoLog, RuntimeConfig } from '@app/platform';
import { createTestDatabase, pollUntil, testStack, uniqueTopic, type TestDatabase } from '@app/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import { createProjectorApp } from '../../apps/projector/src/create-projector-app.js';
import { ProjectorConfig } from '../../apps/projector/src/projector.config.js';
import { createReadApiApp } from '../../apps/read-api/src/create-read-api-app.js';
import { ReadApiConfig } from '../../apps/read-api/src/read-api.config.js';
import { MIGRATIONS } from '../../migrations/index.js';

export interface RunningApp {
  readonly app: NestFastifyApplication;
  readonly url: string;
}

/** Projector and read API in this process, a database and topics of their own, events appended by the test. */
export class ReadStack {
  private readonly apps = new Set<NestFastifyApplication>();
  private readonly log = PinoLog.create('e2e', loadConfig(RuntimeConfig, { LOG_LEVEL: 'silent' }));

  private constructor(
    readonly test: TestDatabase,
    readonly env: Readonly<Record<string, string>>,
    readonly sink: LogSink,
  ) {}

  static async start(): Promise<ReadStack> {
    const test = await createTestDatabase({ migrations: MIGRATIONS });
    const env = {
      DATABASE_URL: test.url,
      KAFKA_BROKERS: testStack().kafkaBrokers,
      KAFKA_TOPIC_PREFIX: `${uniqueTopic()}.`,
    };
    const connection = kafkaConnection(loadConfig(ReadApiConfig, env).kafka, 'e2e');
    const log = PinoLog.create('e2e', loadConfig(RuntimeConfig, { LOG_LEVEL: 'silent' }));
    const admin = createLogAdmin(connection, log);
    for (const topic of TOPICS) {
      await admin.ensureTopic(topic, { partitions: PARTITIONS, replicationFactor: 1, minInsyncReplicas: 1 });
    }
    await admin.close();
    return new ReadStack(test, env, createLogSink(connection, { deadlineMs: 9_000, queueLimit: 10_000 }, log));
  }

  /** A projector that has its partitions. */
  async startProjector(): Promise<RunningApp> {
    const running = await this.run(await createProjectorApp(loadConfig(ProjectorConfig, this.env), this.log));
    await pollUntil(async () => (await fetch(`${running.url}/health/ready`)).ok, {
      what: 'the projector to be ready',
    });
    return running;
  }

  async startReadApi(more: Readonly<Record<string, string>> = {}): Promise<RunningApp> {
    return this.run(await createReadApiApp(loadConfig(ReadApiConfig, { ...this.env, ...more }), this.log));
  }

  async stop({ app }: RunningApp): Promise<void> {
    this.apps.delete(app);
    await app.close();
  }

  append(event: Keyed): Promise<RecordPosition> {
    return this.sink.append(recordOf(event));
  }

  /** Also those that speak of a whole partition. */
  async appendAll(events: readonly DomainEvent[]): Promise<void> {
    await Promise.all(
      events.map((event) =>
        this.sink.append(
          event.type === 'TransactionsDeleted.v1' ? recordInPartition(event, event.data.partition) : recordOf(event),
        ),
      ),
    );
  }

  async close(): Promise<void> {
    await Promise.all([...this.apps].map((app) => app.close()));
    await this.sink.close();
    await this.test.drop();
  }

  private async run(app: NestFastifyApplication): Promise<RunningApp> {
    this.apps.add(app);
    const port = await listen(app, 0);
    return { app, url: `http://127.0.0.1:${String(port)}` };
  }
}

/** The token that a 202 for this record carries. */
export function tokenOf({ topic: written, partition, offset }: RecordPosition): string {
  const topic = TOPICS.find((it) => it === written);
  if (topic === undefined) throw new Error(`${written} is no topic that a token speaks of`);
  return formatConsistencyToken({ topic, next: new Map([[partition, offset + 1]]) });
}

/** Headers of a read that shows at least this record. */
export function atLeast(position: RecordPosition): Record<string, string> {
  return { 'consistency-token': tokenOf(position), prefer: 'wait=20', consistency: 'strict' };
}
