import { createLogAdmin, createLogSink } from '@app/messaging';
import { createHttpApp, kafkaConnection, type HttpLimits, type Log } from '@app/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { IngestionConfig } from './ingestion.config.js';
import { IngestionModule, type LogPorts } from './ingestion.module.js';
import { bodyFormats } from './intake/posted-body.js';
import { ndjsonParser } from './webhook/ndjson.js';

export interface IngestionOptions {
  readonly config: IngestionConfig;
  readonly log: Log;
  /** Closed with the app. Kafka, by the configuration, when left out. */
  readonly ports?: LogPorts;
  readonly limits?: Partial<HttpLimits>;
}

/** The app, ready to listen. */
export function createIngestionApp(options: IngestionOptions): Promise<NestFastifyApplication> {
  const { config, log, ports = kafkaPorts(config, log), limits = {} } = options;
  return createHttpApp(IngestionModule.of(config, ports), {
    log,
    limits,
    bodyParsers: [ndjsonParser],
    ajvPlugins: [bodyFormats],
  });
}

function kafkaPorts(config: IngestionConfig, log: Log): LogPorts {
  const kafka = kafkaConnection(config.kafka, 'tidemark-ingestion');
  const batching = { deadlineMs: config.produceDeadlineMs, queueLimit: config.produceQueueLimit };
  return { sink: createLogSink(kafka, batching, log), admin: createLogAdmin(kafka, log) };
}
