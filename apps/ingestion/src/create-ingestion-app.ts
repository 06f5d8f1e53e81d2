import { createHttpApp, type HttpLimits, type Log } from '@app/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { IngestionConfig } from './ingestion.config.js';
import { IngestionModule, type LogPorts } from './ingestion.module.js';
import { ndjsonParser } from './webhook/ndjson.js';
import { bodyFormats } from './webhook/posted-body.js';

export interface IngestionOptions {
  readonly config: IngestionConfig;
  readonly log: Log;
  readonly ports: LogPorts;
  readonly limits?: Partial<HttpLimits>;
}

/** The app, ready to listen. The ports are closed with it. */
export function createIngestionApp({
  config,
  log,
  ports,
  limits = {},
}: IngestionOptions): Promise<NestFastifyApplication> {
  return createHttpApp(IngestionModule.of(config, ports), {
    log,
    limits,
    bodyParsers: [ndjsonParser],
    ajvPlugins: [bodyFormats],
  });
}
