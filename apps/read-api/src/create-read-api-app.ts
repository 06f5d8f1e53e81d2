import { createHttpApp, type Log } from '@app/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { ReadApiConfig } from './read-api.config.js';
import { ReadApiEngines } from './read-api-engines.js';
import { ReadApiModule } from './read-api.module.js';

/** The app, ready to listen; its engines are closed with it. */
export function createReadApiApp(config: ReadApiConfig, log: Log): Promise<NestFastifyApplication> {
  return createHttpApp(ReadApiModule.of(config, ReadApiEngines.create(config, log)), { log });
}
