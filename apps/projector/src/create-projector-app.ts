import { createHttpApp, type Log } from '@app/platform';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

import type { ProjectorConfig } from './projector.config.js';
import { ProjectorEngines } from './projector-engines.js';
import { ProjectorModule } from './projector.module.js';

/** The app, ready to listen; its engines are closed with it. */
export function createProjectorApp(config: ProjectorConfig, log: Log): Promise<NestFastifyApplication> {
  return createHttpApp(ProjectorModule.of(config, ProjectorEngines.create(config, log)), { log });
}
