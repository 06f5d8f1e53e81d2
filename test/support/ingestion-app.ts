import { TOPICS, type DomainEvent } from '@app/contracts';
import { KafkaConfig, kafkaConnection, listen, loadConfig, PinoLog, type HttpLimits } from '@app/platform';
import { testStack, uniqueTopic } from '@app/testing';

import { createIngestionApp } from '../../apps/ingestion/src/create-ingestion-app.js';
import { IngestionConfig } from '../../apps/ingestion/src/ingestion.config.js';
import { followTopic } from './followed-log.js';

/** Ingestion in this process, on the run's broker, with topics of its own. */
export interface IngestionUnderTest {
  readonly port: number;
  /** Sends `body` as it is when it is text or bytes, else as JSON. */
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  send(path: string, request?: RequestInit): Promise<Answer>;
  /** Every event that is in the log now, in the order of each partition; of both topics. */
  written(): Promise<readonly DomainEvent[]>;
  /** Stops the app; the log can still be read. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** `env` is the app's alone: with other brokers, the log that is read stays the run's. */
export async function startIngestion(
  env: Readonly<Record<string, string>> = {},
  limits: Partial<HttpLimits> = {},
): Promise<IngestionUnderTest> {
  const ownTopics = {
    KAFKA_BROKERS: testStack().kafkaBrokers,
    KAFKA_TOPIC_PREFIX: `${uniqueTopic('ingestion')}.`,
    LOG_LEVEL: 'silent',
  };
  const config = loadConfig(IngestionConfig, { ...ownTopics, ...env });
  const log = PinoLog.create('ingestion', config.runtime);
  const kafka = kafkaConnection(loadConfig(KafkaConfig, ownTopics), 'ingestion-spec');
  const followed = await Promise.all(TOPICS.map((topic) => followTopic(topic, kafka, log)));

  const app = await createIngestionApp({ config, log, limits });
  const port = await listen(app, 0);
  const send = async (path: string, request: RequestInit = {}): Promise<Answer> =>
    answerOf(await fetch(`http://127.0.0.1:${String(port)}${path}`, request));
  return {
    port,
    send,
    post: (path, body, headers = {}) =>
      send(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: encode(body) }),
    written: async () => (await Promise.all(followed.map((topic) => topic.events()))).flat(),
    stop: () => app.close(),
    async close() {
      await app.close();
      await Promise.all(followed.map((topic) => topic.close()));
    },
  };
}

function encode(body: unknown): NonNullable<RequestInit['body']> {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body);
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const body = isJson ? (JSON.parse(text) as Record<string, unknown>) : {};
  return { status: response.status, headers: response.headers, text, body };
}
